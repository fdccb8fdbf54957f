import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder, syncFolder } from "./durable-folder.ts";

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "lockbell-folder-"));
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

describe("a folder that is made", () => {
  it("comes with its missing parents, all of them for their owner only", async () => {
    await makeFolder(join(base, "mail", "outbox"));
    if (process.platform === "win32") return;
    expect((await stat(join(base, "mail"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(base, "mail", "outbox"))).mode & 0o777).toBe(0o700);
  });

  it("may be there already", async () => {
    await makeFolder(base);
    await makeFolder(base);
    expect((await stat(base)).isDirectory()).toBe(true);
  });

  it("cannot stand where a file is", async () => {
    await writeFile(join(base, "outbox"), "a file");
    await expect(makeFolder(join(base, "outbox"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(base, "outbox", "mail"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});

describe("syncing a folder", () => {
  it("succeeds where there is one, and fails where there is none", async () => {
    await syncFolder(base);
    await expect(syncFolder(join(base, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
