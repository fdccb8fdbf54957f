import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, link, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LockbellError } from "../../platform/errors.ts";
import { makeFolder, syncFolder } from "../../runtime/durable-folder.ts";
import { errorCode, fileFailure } from "../../runtime/file-failure.ts";

/** Some file systems (FAT, some shares) know no second name for a file. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** Fails with `CONFIG_EXISTS` if there is something at this path already. */
export async function refuseExisting(file: string): Promise<void> {
  if (await isThere(file)) throw exists(file);
}

/** Whether something stands at a path. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Writes a file whole or not at all: it has its name only once its content is on the disk. One that is there is replaced with `force`, else
 * left as it is (`CONFIG_EXISTS`), also if it came into being this very moment.
 */
export async function writeConfig(file: string, text: string, force: boolean): Promise<void> {
  const path = resolve(file);
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeSynced(unfinished, text);
    await (force ? rename(unfinished, path) : nameOnce(unfinished, path));
    await syncFolder(dirname(path));
  } catch (error) {
    if (!force && errorCode(error) === "EEXIST" && (await isThere(path))) throw exists(file, error);
    throw notWritten(file, error);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file its name unless something has it. */
async function nameOnce(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error) ?? "")) throw error;
    await copyFile(unfinished, path, constants.COPYFILE_EXCL);
  }
}

function exists(file: string, cause?: unknown): LockbellError {
  return new LockbellError("CONFIG_EXISTS", file, { cause });
}

function notWritten(file: string, cause: unknown): LockbellError {
  return new LockbellError("FILE_NOT_WRITTEN", `${file}: ${fileFailure(cause).detail}`, { cause });
}
