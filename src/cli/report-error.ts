import { inspect } from "node:util";
import { CommanderError } from "commander";
import { ERROR_CATALOGUE, LockbellError } from "../platform/errors.ts";
import { safeJson } from "../platform/json.ts";
import { visibleText } from "../platform/text.ts";
import type { ExitCode } from "./session.ts";
import type { Terminal } from "./terminal.ts";

/** Longer than any line we write; what a stranger's text adds is cut. */
const MAX_LINE = 1_000;

/** A name or code that programmers give: no sentence, so nothing of what was worked on. */
const WORD = /^\w{1,64}$/;

/** How an error is told. */
export interface ReportOptions {
  readonly json: boolean;
  /** Whether the person asked for everything: then an unforeseen error is shown whole, on stderr only. */
  readonly trace: boolean;
}

/** Tells an error to people on stderr and, with `--json`, to programs on stdout. Gives the exit code. */
export function reportError(thrown: unknown, terminal: Terminal, { json, trace }: ReportOptions): ExitCode {
  const error = asLockbellError(thrown);
  const { code, message, advice, detail } = error;
  if (json) terminal.out(`${safeJson({ error: { code, message, advice } })}\n`);
  const details = detail.split("\n").map((line) => visibleText(line, MAX_LINE));
  const lines = [
    ERROR_CATALOGUE[code].summary,
    ...details.filter((line) => line !== "").map((line) => `  ${line}`),
    advice,
  ];
  terminal.err(`${lines.join("\n")}\n`);
  if (trace && code === "INTERNAL") terminal.err(`${wholeError(thrown)}\n`);
  return error.exit;
}

/** What commander says of a command line, as an error of ours; it prints `error: ` before. */
function usageError(error: CommanderError): LockbellError {
  return new LockbellError("USAGE", error.message.replace(/^error: /, ""), { cause: error });
}

function asLockbellError(thrown: unknown): LockbellError {
  if (thrown instanceof LockbellError) return thrown;
  if (thrown instanceof CommanderError) return usageError(thrown);
  return new LockbellError("INTERNAL", unforeseen(thrown), { cause: thrown });
}

/** Never the message: it may hold a stranger's text, an address or a document's name. */
function unforeseen(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `A ${typeof thrown} was thrown.`;
  const name = WORD.test(thrown.name) ? thrown.name : "Error";
  const code = "code" in thrown ? String(thrown.code) : "";
  return WORD.test(code) ? `${name} ${code}` : name;
}

function wholeError(thrown: unknown): string {
  const text = inspect(thrown, { colors: false });
  return text
    .split("\n")
    .map((line) => visibleText(line, MAX_LINE))
    .join("\n");
}
