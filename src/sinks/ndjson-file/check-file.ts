import { open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { makeFolder } from "../../runtime/durable-folder.ts";
import { errorCode, fileFailure } from "../../runtime/file-failure.ts";

const SUBJECT = "file";

/** Makes the file's folder if it is missing, and sees whether the file, or a new one beside it, can be written. The file is not changed. */
export async function* checkFile(path: string): AsyncGenerator<CheckFinding> {
  try {
    await makeFolder(dirname(path));
    if (await exists(path)) await (await open(path, "r+")).close();
    else await tryNewFile(join(dirname(path), ".lockbell-check"));
  } catch (error) {
    yield {
      subject: SUBJECT,
      status: "failed",
      detail: fileFailure(error).detail,
      advice: "Make the file that `path` names one that the account Lockbell runs under may write.",
    };
    return;
  }
  yield { subject: SUBJECT, status: "ok", detail: "Lines can be written." };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function tryNewFile(path: string): Promise<void> {
  await (await open(path, "w", 0o600)).close();
  await rm(path, { force: true });
}
