import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { checkOutbox } from "./check-outbox.ts";
import { createOutboxFolder, type OutboxFolder } from "./outbox-folder.ts";
import { troubledFolder } from "./testdata/troubled-folder.ts";

describe("the check of an outbox", () => {
  let base: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "lockbell-outbox-"));
    onTestFinished(() => rm(base, { recursive: true, force: true }));
  });

  const check = (folder: OutboxFolder): Promise<unknown> => Array.fromAsync(checkOutbox(folder));

  it("makes the folder, and leaves nothing in it", async () => {
    expect(await check(createOutboxFolder(join(base, "mail", "outbox")))).toEqual([
      { subject: "outbox folder", status: "ok", detail: "Messages can be written." },
    ]);
    expect(await readdir(join(base, "mail", "outbox"))).toEqual([]);
  });

  it("says so when a file stands where the folder must be, and leaves that file alone", async () => {
    await writeFile(join(base, "outbox"), "a file");
    expect(await check(createOutboxFolder(join(base, "outbox")))).toEqual([
      {
        subject: "outbox folder",
        status: "failed",
        detail: "A part of the path that must be a folder is a file.",
        advice: "Make the folder that `path` names one that the account Lockbell runs under may write to.",
      },
    ]);
    expect(await readdir(base)).toEqual(["outbox"]);
  });

  it.each([
    ["EACCES", "The account Lockbell runs under may not write there."],
    ["EROFS", "The file system can only be read."],
    ["ENOSPC", "There is no space left where the file is."],
  ])("names %s", async (code, detail) => {
    const folder = troubledFolder(createOutboxFolder(join(base, "outbox")));
    folder.trouble = { step: "writeTemporary", code, done: false };
    expect(await check(folder)).toMatchObject([{ status: "failed", detail }]);
  });
});
