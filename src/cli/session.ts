import type { OpenOptions } from "../app/open.ts";
import { safeJson } from "../platform/json.ts";
import { type Style, styleFor } from "./layout.ts";
import type { Terminal } from "./terminal.ts";

/** 0 done, 1 failed, 2 usage or configuration, 3 done but something needs a person. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command is run with. */
export interface Session {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Who runs the command; stored with each look-up. */
  readonly who: string;
  /** Aborted when the command is asked to end. */
  readonly signal: AbortSignal;
  /** The machine's clock unless a test owns the time. */
  readonly clock?: NonNullable<OpenOptions["clock"]>;
  /** Tells how the command ended. */
  end(code: ExitCode): void;
}

/** Prints a command's answer: one JSON object and nothing else with `--json`, else lines for people. */
export function answer(
  session: Session,
  json: boolean,
  value: object,
  lines: (style: Style) => readonly string[],
): void {
  const text = json ? safeJson(value) : lines(styleFor(session.terminal.colours)).join("\n");
  session.terminal.out(`${text}\n`);
}
