/** The command line inside the test's process: `main()` with captured output, on a clock of the test's own, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type MainOptions, main } from "../../src/cli/main.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { HEADER, logLine } from "./log-folder.ts";

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly dir: string;
  readonly clock: FakeClock;
  /** Runs `lockbell ARGS --config …`. */
  run(...args: readonly string[]): Promise<Printed>;
  /** Runs with `--json`; stdout must hold exactly one object. */
  json(...args: readonly string[]): Promise<{ readonly code: number; readonly value: JsonObject }>;
  /** Writes a log file of refusals; each row's values stand in for the defaults of `logLine`. */
  writeLog(name: string, ...rows: readonly Readonly<Record<string, string>>[]): void;
  remove(): void;
}

/** Any JSON object, for looking into with `toMatchObject`. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** One `rms-log` source, `sqlite`, the `file` notifier and the `ndjson-file` sink; `config` replaces keys at the top. */
export function createCommandLine(config: JsonObject = {}, options: MainOptions = {}): CommandLine {
  const dir = mkdtempSync(join(tmpdir(), "lockbell-cli-"));
  const clock = createFakeClock("2026-11-18T09:00:00Z");
  const file = join(dir, "lockbell.yaml");
  mkdirSync(join(dir, "logs"));
  writeFileSync(
    file,
    stringify({
      domains: ["contoso.com"],
      sources: { "usage-logs": { type: "rms-log", path: "logs/*" } },
      notifiers: { owners: { type: "file", path: "outbox/" } },
      sinks: { all: { type: "ndjson-file", path: "denied.ndjson" } },
      ...config,
    }),
  );
  const run = async (...args: readonly string[]): Promise<Printed> => {
    let stdout = "";
    let stderr = "";
    const terminal = {
      out: (text: string) => {
        stdout += text;
      },
      err: (text: string) => {
        stderr += text;
      },
      colours: false,
    };
    const signal = new AbortController().signal;
    const code = await main([...args, "--config", file, "--log-level", "silent"], {
      terminal,
      clock,
      signal,
      ...options,
    });
    return { code, stdout, stderr };
  };
  return {
    dir,
    clock,
    run,
    async json(...args) {
      const { code, stdout } = await run(...args, "--json");
      if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`stdout held something else than one object:\n${stdout}`);
      return { code, value: JSON.parse(stdout) as JsonObject };
    },
    writeLog(name, ...rows) {
      writeFileSync(join(dir, "logs", name), `${HEADER}${rows.map((row) => `${logLine(row)}\n`).join("")}`);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
