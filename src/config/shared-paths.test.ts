import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LockbellError } from "../platform/errors.ts";
import { loadConfig } from "./load-config.ts";

const SOURCES = "sources:\n  logs: { type: rms-log, path: x.log }\n";
const SHARED = "this leads to the same place as";
const NEEDED = "Needed: a place of its own for each.";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "lockbell-shared-")));
  file = join(folder, "lockbell.yaml");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The lines of the error, with the temporary folder left out; none if the configuration is accepted. */
async function complaint(yaml: string, env: { readonly [name: string]: string } = {}): Promise<readonly string[]> {
  await writeFile(file, SOURCES + yaml);
  return loadConfig(file, env).then(
    () => [],
    (error: LockbellError) => [error.code, ...error.detail.replaceAll(file, "lockbell.yaml").split("\n")],
  );
}

const sinks = (a: string, b: string): string =>
  `sinks:\n  a: { type: ndjson-file, path: "${a}" }\n  b: { type: ndjson-file, path: "${b}" }\n`;

describe("two parts that write to the same place", () => {
  it.each([
    ["the same text", "denied.ndjson", "denied.ndjson"],
    ["another way to say it", "denied.ndjson", "./siem/../denied.ndjson"],
    ["an absolute path", "siem/denied.ndjson", "FOLDER/siem/denied.ndjson"],
    ["a link to the folder", "siem/new/denied.ndjson", "link/new/denied.ndjson"],
    ["a link to the file", "siem/there.ndjson", "linked.ndjson"],
  ])("are refused, both named, by %s", async (_how, a, b) => {
    await mkdir(join(folder, "siem"));
    await writeFile(join(folder, "siem", "there.ndjson"), "");
    await symlink("siem", join(folder, "link"));
    await symlink(join("siem", "there.ndjson"), join(folder, "linked.ndjson"));
    expect(await complaint(sinks(a, b.replace("FOLDER", folder)))).toEqual([
      "CONFIG_INVALID",
      `lockbell.yaml:5:33: sinks.b.path: ${SHARED} sinks.a.path. ${NEEDED}`,
    ]);
  });

  it("are refused also among notifiers, and across them and sinks", async () => {
    const yaml =
      "notifiers:\n  owners: { type: file, path: out }\n  others: { type: file, path: out/ }\n" +
      "sinks: { all: { type: ndjson-file, path: out } }\n";
    expect(await complaint(yaml)).toEqual([
      "CONFIG_INVALID",
      `lockbell.yaml:5:31: notifiers.others.path: ${SHARED} notifiers.owners.path. ${NEEDED}`,
      `lockbell.yaml:6:42: sinks.all.path: ${SHARED} notifiers.owners.path. ${NEEDED}`,
    ]);
  });

  it("are named without the path, which may have come from a reference", async () => {
    const lines = await complaint(sinks("${env:TARGET}", "${env:TARGET}"), { TARGET: "/srv/canary.ndjson" });
    expect(lines).toHaveLength(2);
    expect(lines.join("\n")).not.toContain("canary");
  });
});

describe("parts that write to places of their own", () => {
  it("are accepted, also side by side in one folder", async () => {
    expect(await complaint(sinks("out/a.ndjson", "out/b.ndjson"))).toEqual([]);
    expect(await complaint(`notifiers: { owners: { type: file, path: out } }\n${sinks("out/a", "b")}`)).toEqual([]);
  });
});
