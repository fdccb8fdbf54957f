import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Why the outbox cannot be used; one sentence for whoever typed the command. */
export class OutboxError extends Error {
  override readonly name = "OutboxError";
}

/**
 * Takes the outbox for this process: two starts at once would delete each other's files. One that was left behind by a process that is
 * gone is taken over. The function it gives hands the outbox back.
 */
export function lockOutbox(outbox: string): () => void {
  const lock = join(outbox, ".lock");
  try {
    mkdirSync(outbox, { recursive: true });
    for (let tries = 0; tries < 2; tries += 1) {
      if (tryToTake(lock)) return () => rmSync(lock, { force: true });
      const holder = Number(readFileSync(lock, "utf8"));
      if (isAlive(holder)) {
        throw new OutboxError(
          `Another \`npm start\` (process ${holder}) uses outbox/. End it first, or look at its page.`,
        );
      }
      rmSync(lock, { force: true });
    }
  } catch (error) {
    if (error instanceof OutboxError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new OutboxError(`The folder outbox/ cannot be made or written (${code}).`, { cause: error });
  }
  throw new OutboxError("Another `npm start` has just begun.");
}

function tryToTake(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
