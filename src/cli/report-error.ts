import { CommanderError } from "commander";
import { ERROR_CATALOGUE, LockbellError } from "../platform/errors.ts";
import { safeJson } from "../platform/json.ts";
import { visibleText } from "../platform/text.ts";
import type { ExitCode } from "./session.ts";
import type { Terminal } from "./terminal.ts";

/** Longer than any line we write; what a stranger's text adds is cut. */
const MAX_LINE = 1_000;

/** Tells an error to people on stderr and, with `--json`, to programs on stdout. Gives the exit code. */
export function reportError(thrown: unknown, terminal: Terminal, json: boolean): ExitCode {
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
  return error.exit;
}

/** What commander says of a command line, as an error of ours; it prints `error: ` before. */
function usageError(error: CommanderError): LockbellError {
  return new LockbellError("USAGE", error.message.replace(/^error: /, ""), { cause: error });
}

function asLockbellError(thrown: unknown): LockbellError {
  if (thrown instanceof LockbellError) return thrown;
  if (thrown instanceof CommanderError) return usageError(thrown);
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `A ${typeof thrown} was thrown.`;
  return new LockbellError("INTERNAL", detail, { cause: thrown });
}
