import type { Terminal } from "./terminal.ts";

/** A command's wish to end, from outside. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  dispose(): void;
}

/** The shell's convention for a process ended by Ctrl-C. */
const ENDED_BY_CTRL_C = 130;

/** Turns SIGINT and SIGTERM into an abort; what is under way is finished. A second one ends the process at once, which loses nothing. */
export function interruption(terminal: Terminal): Interruption {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(ENDED_BY_CTRL_C);
    terminal.err("Stopping after the work in hand. Once more to stop at once.\n");
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}
