import { type Command, InvalidArgumentError, Option } from "commander";
import { type App, type OpenOptions, openApp } from "../app/open.ts";
import { parseDuration } from "../platform/duration.ts";
import type { ExitCode, Session } from "./session.ts";

/** Options every command has. */
export interface CommonOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly logLevel?: OpenOptions["logLevel"];
}

const LOG_LEVELS = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "silent",
] as const satisfies readonly OpenOptions["logLevel"][];

/** Gives every command that does something the options all of them have, in a group below its own. */
export function addCommonOptions(command: Command): void {
  for (const child of command.commands) addCommonOptions(child);
  if (command.commands.length > 0) return;
  const options = [
    new Option("--config <file>", "the configuration file").default("lockbell.yaml"),
    new Option("--json", "print one JSON object on stdout and nothing else there"),
    new Option("--log-level <level>", "how much is logged, on stderr").choices(LOG_LEVELS),
  ];
  for (const option of options) {
    // A command that reads one of them in a way of its own has defined it already.
    if (command.options.some(({ long }) => long === option.long)) continue;
    command.addOption(option.helpGroup("Common options:"));
  }
}

/** The options the application is opened with. Commands a person waits for log what went wrong; only the service tells what it does. */
export function openOptions(
  options: CommonOptions,
  session: Session,
  quietest: OpenOptions["logLevel"] = "warn",
): OpenOptions {
  const { clock, env } = session;
  return {
    configFile: options.config,
    logLevel: options.logLevel ?? quietest,
    env,
    ...(clock === undefined ? {} : { clock }),
  };
}

/** Opens the application, does the work, closes it whatever happened, and ends the command with the work's exit code. */
export async function withApp(
  options: CommonOptions,
  session: Session,
  work: (app: App) => Promise<ExitCode>,
  logLevel?: OpenOptions["logLevel"],
): Promise<void> {
  const app = await openApp(openOptions(options, session, logLevel));
  try {
    session.end(await work(app));
  } finally {
    await app.close();
  }
}

/** Reads an option's duration; milliseconds. */
export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("Allowed: a duration like 0s, 10m, 4h or 7d.");
  return ms;
}

/** Reads an option's whole number of at least 1. */
export function countOption(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("Allowed: a whole number from 1 to 999999.");
  return Number(text);
}
