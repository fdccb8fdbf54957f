import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockOutbox } from "../../tools/outbox-lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockbell-outbox-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the outbox of `npm start`", () => {
  it("belongs to one start at a time, and to the next when that has ended", () => {
    const release = lockOutbox(join(folder, "outbox"));
    expect(() => lockOutbox(join(folder, "outbox"))).toThrow(`process ${process.pid}`);
    release();
    lockOutbox(join(folder, "outbox"))();
  });

  it.each(["", "not a number", "4194304999"])("is taken over from a process that is gone (%j)", (left) => {
    writeFileSync(join(folder, ".lock"), left);
    lockOutbox(folder)();
  });

  it("that cannot be made is said in one sentence", () => {
    writeFileSync(join(folder, "outbox"), "");
    expect(() => lockOutbox(join(folder, "outbox"))).toThrow(
      /^The folder outbox\/ cannot be made or written \(EEXIST\)\.$/,
    );
  });
});
