/**
 * `npm start`: builds, then runs the real command over the sample logs in a fresh outbox, and says what came of it. With
 * `--json` the last line of standard output is the run's JSON object, and all else goes to standard error.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { ROOT, runNode } from "./run-node.ts";
import { type RunFigures, tellStory } from "./start-story.ts";

const CONFIG = "config/quick-start.yaml";
const OUTBOX = join(ROOT, "outbox");

/** What an earlier start left there; nothing else in the folder is touched. */
const LEFT_BEHIND = ["mails", "denied.ndjson", "lockbell.db", "lockbell.db-wal", "lockbell.db-shm"];

/** Exit codes of `run` that are a finished run: all well, or something for a person to look at. */
const FINISHED = [0, 3];

async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { once: { type: "boolean" }, json: { type: "boolean" } } });
  if ((await build()) === null) return 1;
  for (const name of LEFT_BEHIND) rmSync(join(OUTBOX, name), { recursive: true, force: true });

  const command = ["run", "--once", "--json", "--config", CONFIG, "--log-level", "warn"];
  const { code, output } = await runNode("bin/lockbell.js", command, "catch-stdout");
  if (!FINISHED.includes(code)) {
    process.stderr.write(output);
    return code;
  }
  const figures = JSON.parse(output) as RunFigures;
  const story = await tellStory(figures, { outbox: OUTBOX, config: CONFIG, exit: code });
  if (values.json) process.stderr.write(`${story}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${story}\n`);
  return 0;
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (!isUsage) throw error;
  process.stderr.write(`${error.message}\nUsage: npm start [-- --once --json]\n`);
  process.exitCode = 2;
}
