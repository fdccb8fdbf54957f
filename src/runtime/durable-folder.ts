/** What it takes for a file's name, and not only its content, to survive a power cut. */
import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errorCode } from "./file-failure.ts";

/** Windows cannot open a folder, and some network shares cannot sync one: there the platform gives no more than it gives. */
const NO_FOLDER_SYNC = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "ENOSYS", "EBADF"]);

/** Makes a folder and its missing parents, for their owner only. Existing ones keep their rights. */
export async function makeFolder(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  // Each new folder's name stands in its parent: all parents, from the innermost to the one that was there before.
  const last = dirname(resolve(firstMade));
  for (let parent = dirname(resolve(path)); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === last || parent === dirname(parent)) return;
  }
}

/** Returns when the names in a folder are on the disk, as far as the platform lets. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errorCode(error) ?? "")) throw error;
  }
}
