import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeNotifier, TestMemory, testMessage } from "../conformance.ts";
import type { Notifier } from "../notifier.ts";
import { createFileNotifier } from "./file-notifier.ts";
import { createOutboxFolder } from "./outbox-folder.ts";
import { type Step, type TroubledFolder, troubledFolder } from "./testdata/troubled-folder.ts";

const FAILURES = {
  "the disk is full": { step: "writeTemporary", code: "ENOSPC", done: false, status: "retry", reason: "disk-full" },
  "the quota is used up": {
    step: "writeTemporary",
    code: "EDQUOT",
    done: false,
    status: "retry",
    reason: "quota-full",
  },
  "the folder may not be written": {
    step: "writeTemporary",
    code: "EACCES",
    done: false,
    status: "retry",
    reason: "no-permission",
  },
  "the file system is read-only": {
    step: "writeTemporary",
    code: "EROFS",
    done: false,
    status: "retry",
    reason: "read-only",
  },
  "no more files may be open": {
    step: "writeTemporary",
    code: "EMFILE",
    done: false,
    status: "retry",
    reason: "too-many-files",
  },
  "the disk is broken": { step: "writeTemporary", code: "EIO", done: false, status: "retry", reason: "device-error" },
  "something unheard of happens": {
    step: "writeTemporary",
    code: "EUNHEARD",
    done: false,
    status: "retry",
    reason: "file-error",
  },
  "the message is written and reported as failed": {
    step: "writeTemporary",
    code: "EIO",
    done: true,
    status: "retry",
    reason: "device-error",
  },
  "the final name is refused": {
    step: "publish",
    code: "EPERM",
    done: false,
    status: "retry",
    reason: "no-permission",
  },
  "the rename succeeds and is reported as failed": { step: "publish", code: "ENOENT", done: true, status: "delivered" },
  "the folder cannot be synced": { step: "sync", code: "EIO", done: false, status: "unknown", reason: "device-error" },
} as const;

const CUTS = (["writeTemporary", "publish", "sync"] as const satisfies readonly Step[]).flatMap((step) =>
  (["before", "after"] as const).map((when) => ({ name: `${when} ${step}`, step, when })),
);

async function readOutbox(outbox: string): Promise<readonly Uint8Array[]> {
  const names = await readdir(outbox).catch(() => []);
  const finished = names.filter((name) => name.endsWith(".eml"));
  return Promise.all(finished.map((name) => readFile(join(outbox, name))));
}

describeNotifier(
  "file",
  async () => {
    const base = await mkdtemp(join(tmpdir(), "lockbell-outbox-"));
    const outbox = join(base, "outbox");
    const folder: TroubledFolder = troubledFolder(createOutboxFolder(outbox));
    const notifier = createFileNotifier(folder);
    return {
      notifier,
      failures: Object.entries(FAILURES).map(([name, { step, code, done, ...expected }]) => ({
        name,
        expected,
        begin: async () => {
          folder.trouble = { step, code, done };
        },
        end: async () => {
          folder.trouble = null;
        },
      })),
      cuts: CUTS.map(({ name, step, when }) => ({
        name,
        arm: () => {
          folder.cut = { step, when };
        },
      })),
      canBeAsked: true,
      pass: async () => undefined,
      restart: () => createFileNotifier(createOutboxFolder(outbox)),
      arrived: () => readOutbox(outbox),
      dispose: () => rm(base, { recursive: true, force: true }),
    };
  },
  { failures: Object.keys(FAILURES), cuts: CUTS.map(({ name }) => name) },
);

describe("the file notifier", () => {
  const goesOn = new AbortController().signal;
  const message = testMessage("d-0001");
  let base: string;
  let outbox: string;
  let notifier: Notifier;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "lockbell-outbox-"));
    outbox = join(base, "mail", "outbox");
    notifier = createFileNotifier(createOutboxFolder(outbox));
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  it("names the file by the delivery and leaves nothing else behind", async () => {
    expect(await notifier.send(message, new TestMemory(), goesOn)).toEqual({
      status: "delivered",
      providerReference: "d-0001.eml",
    });
    expect(await readdir(outbox)).toEqual(["d-0001.eml"]);
  });

  it.runIf(process.platform !== "win32")("lets nobody but its owner read folder and file", async () => {
    await notifier.send(message, new TestMemory(), goesOn);
    expect((await stat(join(base, "mail"))).mode & 0o777).toBe(0o700);
    expect((await stat(outbox)).mode & 0o777).toBe(0o700);
    expect((await stat(join(outbox, "d-0001.eml"))).mode & 0o777).toBe(0o600);
  });

  it.each([
    "../d-0001",
    "a/b",
    "a\\b",
    "",
    ".",
    ".d-0001",
    "-rf",
    "d\n1",
    "d 1",
    "d%00",
    "NUL",
    "com1",
    "ä",
    "a".repeat(101),
  ])("writes nothing for a delivery id that is no safe file name: %j", async (deliveryId) => {
    expect(await notifier.send({ ...message, deliveryId }, new TestMemory(), goesOn)).toEqual({
      status: "rejected",
      reason: "unsafe-delivery-id",
    });
    expect(await readdir(base)).toEqual([]);
  });

  it("overwrites the half-written file of a process that died", async () => {
    await mkdir(outbox, { recursive: true });
    await writeFile(join(outbox, ".d-0001.tmp"), "From: half a mes");
    const memory = new TestMemory();

    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "not-delivered" });
    expect(await notifier.send(message, memory, goesOn)).toMatchObject({ status: "delivered" });

    expect(await readFile(join(outbox, "d-0001.eml"))).toEqual(message.mime);
    expect(await readdir(outbox)).toEqual(["d-0001.eml"]);
  });

  it("does not repeat a message that somebody picked up before its success was recorded", async () => {
    const memory = new TestMemory();
    await notifier.send(message, memory, goesOn);
    await rename(join(outbox, "d-0001.eml"), join(base, "picked-up.eml"));
    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "delivered" });
  });

  it("cannot say what became of a message whose whole folder is gone", async () => {
    const memory = new TestMemory();
    await notifier.send(message, memory, goesOn);
    await rm(outbox, { recursive: true });
    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "unknown" });
  });

  it("cannot say what became of a message it was about to publish into another folder", async () => {
    const memory = new TestMemory();
    const cutOff = createOutboxFolder(outbox);
    const dying = createFileNotifier({ ...cutOff, publish: () => Promise.reject(new Error("The process died.")) });
    await dying.send(message, memory, goesOn);
    await mkdir(join(base, "elsewhere"));
    const elsewhere = createFileNotifier(createOutboxFolder(join(base, "elsewhere")));

    expect(await elsewhere.reconcile(message, memory, goesOn)).toEqual({ status: "unknown" });
    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "not-delivered" });
  });

  it("cannot say what became of a message whose folder was made anew", async () => {
    const memory = new TestMemory();
    await notifier.send(message, memory, goesOn);
    // The old folder stays beside it, so that the new one has another number.
    await rename(outbox, `${outbox}-old`);
    await mkdir(outbox);

    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "unknown" });
  });

  it("knows that nothing was published under a note it took back, in whichever folder", async () => {
    const memory = new TestMemory();
    memory.value = "file: started";
    expect(await notifier.reconcile(message, memory, goesOn)).toEqual({ status: "not-delivered" });
  });

  it("waits for a person when a file stands where the folder must be", async () => {
    await writeFile(join(base, "mail"), "a file");
    expect(await notifier.send(message, new TestMemory(), goesOn)).toMatchObject({
      status: "retry",
      reason: "not-a-folder",
    });
    expect(await readFile(join(base, "mail"), "utf8")).toBe("a file");
  });

  it("publishes nothing when the store cannot keep the note", async () => {
    const memory = new TestMemory();
    memory.cutAt(1, "before");
    await expect(notifier.send(message, memory, goesOn)).rejects.toThrow("before it could remember");
    expect(await readOutbox(outbox)).toEqual([]);
  });

  it("removes its temporary file when it is told to stop while it writes", async () => {
    const stop = new AbortController();
    const folder = createOutboxFolder(outbox);
    const writing = createFileNotifier({
      ...folder,
      writeTemporary: async (id, bytes) => {
        await folder.writeTemporary(id, bytes);
        stop.abort();
      },
    });
    expect(await writing.send(message, new TestMemory(), stop.signal)).toEqual({ status: "retry", reason: "stopped" });
    expect(await readdir(outbox)).toEqual([]);
  });
});
