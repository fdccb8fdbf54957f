import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** How a finished process ended, with what it wrote if that was caught. */
export interface Ended {
  readonly code: number;
  /** Both streams as they came in; what was written to different ones at the same time may change places. */
  readonly output: string;
  readonly stdout: string;
}

/** Where a process's two streams go: on to the caller's, or into `output`. Standard error may be passed on alone. */
export type Streams = "pass" | "catch" | "catch-stdout";

/**
 * Runs a script under the Node that runs this one, from the repository's root. No shell takes part, so arguments arrive
 * as they are on every system. A process that ended by a signal counts as failed.
 */
export function runNode(script: string, args: readonly string[], streams: Streams = "pass"): Promise<Ended> {
  const stdout = streams === "pass" ? "inherit" : "pipe";
  const stderr = streams === "catch" ? "pipe" : "inherit";
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ["inherit", stdout, stderr] });
    const chunks: Buffer[] = [];
    const printed: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      printed.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    const forward = (signal: NodeJS.Signals): void => {
      // A terminal gives Ctrl-C to the child as well; a second one would mean "at once".
      if (signal === "SIGTERM" || !process.stdin.isTTY) child.kill(signal);
    };
    process.on("SIGTERM", forward).on("SIGINT", forward);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGTERM", forward).off("SIGINT", forward);
      resolve({ code: code ?? 1, output: text(chunks), stdout: text(printed) });
    });
  });
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
