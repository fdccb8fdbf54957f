import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFile } from "./check-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockbell-ndjson-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("checking an ndjson-file sink", () => {
  it("makes its folder and leaves nothing in it", async () => {
    expect(await Array.fromAsync(checkFile(join(folder, "siem", "denied.ndjson")))).toMatchObject([{ status: "ok" }]);
    expect(readdirSync(join(folder, "siem"))).toEqual([]);
  });

  it("leaves a file that is there as it is", async () => {
    writeFileSync(join(folder, "denied.ndjson"), "{}\n");
    expect(await Array.fromAsync(checkFile(join(folder, "denied.ndjson")))).toMatchObject([{ status: "ok" }]);
    expect(readFileSync(join(folder, "denied.ndjson"), "utf8")).toBe("{}\n");
  });

  it("says what is wrong with a path that cannot be written, without the path", async () => {
    mkdirSync(join(folder, "denied.ndjson"));
    writeFileSync(join(folder, "file"), "");
    for (const path of ["denied.ndjson", "file/denied.ndjson"]) {
      const findings = await Array.fromAsync(checkFile(join(folder, path)));
      expect(findings).toMatchObject([
        { subject: "file", status: "failed", advice: expect.stringContaining("`path`") },
      ]);
      expect(JSON.stringify(findings)).not.toContain(folder);
    }
  });
});
