/**
 * `npm run scale [-- SMALL LARGE]`: the main job on usage logs with that many refusals (100,000 and 1,000,000 unless given), from files to files. Prints how
 * long each phase took and the peak of memory, and fails if memory grew by more than 1.3 times or a phase by more than the
 * refusals did. It takes minutes and a quiet machine; it is no test.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRmsLogs } from "../test/support/tenant/rms-logs.ts";
import { createTenant } from "../test/support/tenant/tenant.ts";
import { ROOT } from "./run-node.ts";

const MOST_MEMORY = 1.3;
/** Times differ from run to run; a step that is worse than linear differs by more. */
const MOST_TIME = 1.3;
const OWNERS = 1_000;

interface Measured {
  readonly refusals: number;
  readonly peakMiB: number;
  readonly seconds: { readonly [phase: string]: number };
}

interface LogLine {
  readonly msg: string;
  readonly time: string;
  readonly phase?: string;
  readonly peakMiB?: number;
}

async function measure(refusals: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-scale-"));
  try {
    const tenant = createTenant({ seed: 5, refusals, owners: OWNERS, successes: Math.ceil(refusals / 10) });
    writeRmsLogs(tenant, join(folder, "logs"));
    writeFileSync(
      join(folder, "lockbell.yaml"),
      `sources: { usage-logs: { type: rms-log, path: "logs/*" } }
notifiers: { owners: { type: file, path: outbox/ } }
sinks: { all: { type: ndjson-file, path: denied.ndjson } }
`,
    );
    return { refusals, ...figuresOf(await run(folder)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The log of one run. */
function run(folder: string): Promise<readonly LogLine[]> {
  return new Promise((resolve, reject) => {
    const args = [join(ROOT, "bin/lockbell.js"), "run", "--once", "--json", "--log-level", "info"];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      // A line a mail is not needed here; what is kept stays small.
      text = (text + chunk).replaceAll(/.*"delivery\.settled".*\n/g, "");
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const lines = text.split("\n").filter((line) => line.startsWith("{"));
      if (code === 0) resolve(lines.map((line) => JSON.parse(line) as LogLine));
      else reject(new Error(`The run ended with ${code}: ${text}`));
    });
  });
}

function figuresOf(lines: readonly LogLine[]): Omit<Measured, "refusals"> {
  const startedAt = new Map<string, number>();
  const seconds: Record<string, number> = {};
  let peakMiB = Number.NaN;
  for (const { msg, phase, time, peakMiB: peak } of lines) {
    if (phase !== undefined && msg === "phase.started") startedAt.set(phase, Date.parse(time));
    if (phase !== undefined && msg === "phase.ended")
      seconds[phase] = (Date.parse(time) - (startedAt.get(phase) ?? 0)) / 1_000;
    if (peak !== undefined) peakMiB = peak;
  }
  return { peakMiB, seconds };
}

function print({ refusals, peakMiB, seconds }: Measured): void {
  const phases = Object.entries(seconds).map(([phase, s]) => `${phase} ${s.toFixed(1)} s`);
  console.log(`${refusals.toLocaleString("en")} refusals: peak ${peakMiB} MiB, ${phases.join(", ")}`);
}

const [small = 100_000, large = 1_000_000] = process.argv.slice(2).map(Number);
const first = await measure(small);
print(first);
const second = await measure(large);
print(second);

const growth = large / small;
const failures: string[] = [];
const memory = second.peakMiB / first.peakMiB;
if (!(memory <= MOST_MEMORY)) failures.push(`memory grew ${memory.toFixed(2)} times`);
for (const [phase, s] of Object.entries(second.seconds)) {
  const times = s / ((first.seconds[phase] ?? 0) * growth);
  if (!(times <= MOST_TIME)) failures.push(`${phase} took ${times.toFixed(2)} times its share`);
}
console.log(
  failures.length === 0
    ? `OK: memory grew ${memory.toFixed(2)} times, no phase worse than linear.`
    : `Not OK: ${failures.join("; ")}.`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
