import { parseCLI, startVitest } from "vitest/node";
import { CountingReporter, type Counts, closingLine } from "./closing-line.ts";

/** How a run counts in which something broke before any test could. */
export const NOTHING_RAN: Counts = { passed: 0, failed: 1, skipped: 0 };

/** Runs the tests that vitest's command-line arguments name, all if none. Nothing at all to run is a failure. */
export async function runTests(args: readonly string[]): Promise<Counts> {
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const reporter = new CountingReporter();
  const vitest = await startVitest([...filter], { ...options, reporters: ["default", reporter] });
  await vitest.close();
  const { passed, failed, skipped } = reporter.counts;
  // No test at all, or a failure that vitest knows and the counts do not: neither may look like success.
  const isSilentFailure = failed === 0 && (passed + skipped === 0 || (process.exitCode ?? 0) !== 0);
  return isSilentFailure ? { passed, failed: 1, skipped } : reporter.counts;
}

/** Does something that counts tests, prints the closing line last, and ends the process with its exit code. */
export async function endWithClosingLine(work: () => Promise<Counts>): Promise<void> {
  let counts = NOTHING_RAN;
  try {
    counts = await work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
  // The process ends with the line: a handle that a test left open must not keep it.
  process.stdout.write(`${closingLine(counts)}\n`, () => process.exit(counts.failed === 0 ? 0 : 1));
}

if (import.meta.main) await endWithClosingLine(() => runTests(process.argv.slice(2)));
