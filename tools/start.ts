/**
 * `npm start`: builds, starts an emulated Microsoft with the sample tenant, runs the real command against it over real HTTP and TLS, and says
 * what came of it. Then the emulator's page stays up until Ctrl-C; with `--once` everything ends. With `--json` the last line of standard
 * output is the run's JSON object, and all else goes to standard error.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";
import { lockOutbox, OutboxError } from "./outbox-lock.ts";
import { ROOT, runNode } from "./run-node.ts";
import { type RunFigures, tellStory } from "./start-story.ts";

const CONFIG = "config/quick-start.yaml";
const OUTBOX = join(ROOT, "outbox");

/** What an earlier start left there; nothing else in the folder is touched. */
const LEFT_BEHIND = ["emulator", "denied.ndjson", "lockbell.db", "lockbell.db-wal", "lockbell.db-shm"];

/** How often it is looked whether whoever started this process is still there. */
const PARENT_EVERY_MS = 500;

/** Exit codes of `run` that are a finished run: all well, or something for a person to look at. */
const FINISHED = [0, 3];

async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { once: { type: "boolean" }, json: { type: "boolean" } } });
  if ((await build()) === null) return 1;
  const release = lockOutbox(OUTBOX);
  try {
    return await startIn(values.json === true, values.once === true);
  } finally {
    release();
  }
}

async function startIn(json: boolean, once: boolean): Promise<number> {
  for (const name of LEFT_BEHIND) rmSync(join(OUTBOX, name), { recursive: true, force: true });
  process.stderr.write("Starting an emulated Microsoft with the sample tenant ...\n");
  const emulator = await startEmulatorProcess(join(OUTBOX, "emulator"));
  try {
    const code = await runAndTell(emulator, json, once);
    if (code === 0 && !once) await stayUp(emulator);
    return code;
  } finally {
    await emulator.end();
  }
}

async function runAndTell({ place }: EmulatorProcess, json: boolean, once: boolean): Promise<number> {
  const command = ["run", "--once", "--json", "--config", CONFIG, "--log-level", "warn"];
  const { code, output } = await runNode("bin/lockbell.js", command, "catch-stdout");
  if (!FINISHED.includes(code)) {
    process.stderr.write(output);
    return code === 0 ? 1 : code;
  }
  const figures = JSON.parse(output) as RunFigures;
  const story = await tellStory(figures, { outbox: OUTBOX, config: CONFIG, exit: code, place, staysUp: !once });
  if (json) process.stderr.write(`${story}\n`);
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${story}\n`);
  return 0;
}

/** Until somebody presses Ctrl-C, or ends this process, the emulator, or whoever started this process. */
async function stayUp(emulator: EmulatorProcess): Promise<void> {
  const parent = process.ppid;
  let watch: NodeJS.Timeout | undefined;
  const asked = new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
    watch = setInterval(() => process.ppid === parent || resolve(), PARENT_EVERY_MS);
  });
  await Promise.race([asked, emulator.ended]);
  clearInterval(watch);
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  const isOutbox = error instanceof OutboxError;
  const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (!isUsage && !isOutbox) throw error;
  process.stderr.write(isUsage ? `${error.message}\nUsage: npm start [-- --once --json]\n` : `${error.message}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
