/** A Lockbell installation in a folder of its own, used as its user would: by the command, its files and its output. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParsedMail, simpleParser } from "mailparser";
import { stringify } from "yaml";

const COMMAND = fileURLToPath(new URL("../../bin/lockbell.js", import.meta.url));

/** What a command did. `json` is the last line of stdout, parsed, where `--json` was given. */
export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One mail of the outbox, as an independent parser reads it. */
export interface OutboxMail {
  readonly file: string;
  readonly to: string;
  readonly parsed: ParsedMail;
  readonly source: string;
}

export interface Installation {
  readonly dir: string;
  readonly logs: string;
  /** Runs `lockbell ARGS` in the folder. */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** Runs with `--json` and parses what stdout holds: exactly one object. */
  json<T>(...args: readonly string[]): Promise<T>;
  mails(): Promise<readonly OutboxMail[]>;
  /** Lines of the NDJSON file, parsed. */
  lines(): readonly Record<string, unknown>[];
  remove(): void;
}

/** What the tests' configuration may differ in. */
export interface InstallationOptions {
  /** Variables of the command's processes, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Makes an empty installation: one `rms-log` source over `logs/`, `sqlite`, the `file` notifier and the `ndjson-file` sink. */
export function createInstallation(options: InstallationOptions = {}): Installation {
  const dir = mkdtempSync(join(tmpdir(), "lockbell-"));
  const logs = join(dir, "logs");
  mkdirSync(logs);
  const config = {
    domains: ["contoso.com", "contoso.onmicrosoft.com"],
    sources: { "usage-logs": { type: "rms-log", path: "logs/*" } },
    notifiers: { owners: { type: "file", path: "outbox/" } },
    sinks: { all: { type: "ndjson-file", path: "denied.ndjson" } },
    ...options.config,
  };
  writeFileSync(join(dir, "lockbell.yaml"), stringify(config));
  const run = (...args: readonly string[]): Promise<CommandResult> => runCommand(dir, args, options.env);
  return {
    dir,
    logs,
    run,
    async json<T>(...args: readonly string[]): Promise<T> {
      const { stdout, stderr } = await run(...args, "--json");
      const lines = stdout.trimEnd().split("\n");
      if (lines.length !== 1)
        throw new Error(`stdout held ${lines.length} lines instead of one object:\n${stdout}\n${stderr}`);
      return JSON.parse(stdout) as T;
    },
    mails: () => readOutbox(join(dir, "outbox")),
    lines: () => readLines(join(dir, "denied.ndjson")),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Starts the command and waits for its end. */
function runCommand(cwd: string, args: readonly string[], env: InstallationOptions["env"]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The command's process, for tests that end it. */
export function startCommand(cwd: string, args: readonly string[]) {
  return spawn(process.execPath, [COMMAND, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
}

async function readOutbox(outbox: string): Promise<readonly OutboxMail[]> {
  if (!existsSync(outbox)) return [];
  const mails: OutboxMail[] = [];
  for (const file of readdirSync(outbox)
    .filter((name) => name.endsWith(".eml"))
    .sort()) {
    const source = readFileSync(join(outbox, file), "utf8");
    const parsed = await simpleParser(source);
    const to = parsed.to === undefined ? [] : [parsed.to].flat().flatMap(({ value }) => value);
    if (to.length !== 1) throw new Error(`${file} has ${to.length} recipients`);
    mails.push({ file, to: to[0]?.address ?? "", parsed, source });
  }
  return mails;
}

function readLines(file: string): readonly Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  if (text !== "" && !text.endsWith("\n")) throw new Error("The last line is torn.");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
