/** The command line host: it reads arguments, calls `app/`, prints, and gives an exit code. It decides nothing of its own. */
import { userInfo } from "node:os";
import { CommanderError } from "commander";
import { interruption } from "./interruption.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import type { ExitCode, Session } from "./session.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** What a test puts in the place of the process. */
export interface MainOptions {
  readonly terminal?: Terminal;
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: NonNullable<Session["clock"]>;
  readonly signal?: AbortSignal;
}

/** Runs one command. `argv` holds neither Node nor the script. Gives the exit code and never throws. */
export async function main(argv: readonly string[], options: MainOptions = {}): Promise<ExitCode> {
  const terminal = options.terminal ?? processTerminal();
  const stop = options.signal === undefined ? interruption(terminal) : { signal: options.signal, dispose() {} };
  // Known before the command line is understood, because it may not be.
  const json = argv.includes("--json");
  const trace = argv.includes("--log-level=trace") || argv[argv.indexOf("--log-level") + 1] === "trace";
  let code: ExitCode = 0;
  const session: Session = {
    terminal,
    env: options.env ?? process.env,
    who: currentUser(),
    signal: stop.signal,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    end: (ended) => {
      code = ended;
    },
  };
  // What commander says of a wrong command line is told by `reportError`, in the same form as every other error.
  const program = createProgram(session, { out: terminal.out, err: () => {} });
  try {
    if (argv.length === 0) {
      terminal.err(program.helpInformation());
      return 2;
    }
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportError(error, terminal, { json, trace });
  } finally {
    stop.dispose();
  }
}

/** Who is logged in, for the record of look-ups. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
