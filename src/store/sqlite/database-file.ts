/**
 * The database as a file, before SQLite is let near it: made whole or not at all, for its owner only, and looked at so that
 * damage is found while nothing has been changed yet.
 */
import { randomUUID } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { LockbellError } from "../../platform/errors.ts";

const SIDE_FILES = ["-wal", "-shm"] as const;

/**
 * Makes the database if there is none: `initialise` fills a file beside it, which then gets the name. So a database is never
 * seen half made, a file of no bytes was always something else, and of two first starts at once one wins whole.
 */
export function createDatabaseFile(path: string, initialise: (path: string) => void): void {
  if (existsSync(path)) return;
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    // A volume that is not mounted, most likely. A new store in the link's place would tell everybody everything again.
    throw new LockbellError("STORE_UNREADABLE", `${path} is a link that leads nowhere.`);
  }
  if (sizeOf(`${path}-wal`) > 0) {
    // Its pages would be poured into the new database.
    throw new LockbellError("STORE_UNREADABLE", `${path} is missing, but its ${path}-wal is there.`);
  }
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.new-${randomUUID()}`;
  try {
    closeSync(openSync(draft, "wx", 0o600));
    initialise(draft);
    giveName(draft, path);
    syncFolder(folder);
  } finally {
    for (const side of ["", ...SIDE_FILES]) rmSync(`${draft}${side}`, { force: true });
  }
}

/** Fails with what is wrong if this process may not write the database or its folder, where SQLite keeps its log. */
export function checkWritable(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK);
  accessSync(dirname(path), constants.R_OK | constants.W_OK);
}

/** Takes everybody else's rights away. SQLite gives the files it makes beside the database the same rights. */
export function restrictRights(path: string): void {
  if (process.platform === "win32") return;
  for (const side of ["", ...SIDE_FILES]) {
    try {
      const file = `${path}${side}`;
      if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    } catch {
      // Not there, or somebody else's file that we were let into: its owner decides.
    }
  }
}

/** Where a path leads: SQLite keeps its log beside the file itself, not beside a link to it. */
export function followLinks(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** The size of a file in bytes, 0 if there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** A link fails if the name is taken, a renaming would replace what another process just made. */
function giveName(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (existsSync(path)) return;
    // A file system without links (FAT, some shares).
    if (error instanceof Error && "code" in error && error.code !== "EACCES") renameSync(draft, path);
    else throw error;
  }
}

/** So that the name survives a power cut too. Windows cannot open folders and does without. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
