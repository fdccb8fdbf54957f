/** The folder that messages are written to: the few steps of publishing a file, each durable before it returns. */
import { lstat, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, syncFolder } from "../../runtime/durable-folder.ts";
import { errorCode } from "../../runtime/file-failure.ts";

/** Where a message is: under its final name, only under its temporary one, or neither. */
export type MessagePlace = "published" | "temporary" | "absent";

/** Rejects with the operating system's error when a step fails. */
export interface OutboxFolder {
  /** Writes the whole message under its temporary name, over what may stand there; content and name are on the disk when it resolves. */
  writeTemporary(id: string, bytes: Uint8Array): Promise<void>;
  /** Gives the message its final name in one step. From here on other programs may see it and take it away. */
  publish(id: string): Promise<void>;
  /** Resolves when the names in the folder are on the disk. */
  sync(): Promise<void>;
  /** Removes a temporary file, if there is one. */
  discardTemporary(id: string): Promise<void>;
  /** Which folder this is: its path and its number on the disk, so that another one, or one made anew, is told from it. */
  identity(): Promise<string>;
  /** Rejects when the folder itself is missing: nothing can be said then. */
  find(id: string): Promise<MessagePlace>;
}

/** The name of a finished message. */
export function messageFile(id: string): string {
  return `${id}.eml`;
}

/** The outbox at a path. Nothing is touched before the first message. */
export function createOutboxFolder(path: string): OutboxFolder {
  const temporary = (id: string): string => join(path, `.${id}.tmp`);
  const final = (id: string): string => join(path, messageFile(id));
  return {
    async writeTemporary(id, bytes) {
      await makeFolder(path);
      const file = await open(temporary(id), "w", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(path);
    },
    publish: (id) => rename(temporary(id), final(id)),
    sync: () => syncFolder(path),
    discardTemporary: (id) => rm(temporary(id), { force: true }),
    async identity() {
      const { ino } = await stat(path, { bigint: true });
      return `${ino} ${path}`;
    },
    async find(id) {
      await lstat(path);
      if (await isThere(final(id))) return "published";
      return (await isThere(temporary(id))) ? "temporary" : "absent";
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
