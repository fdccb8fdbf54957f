import { createInterface } from "node:readline/promises";

/** Where questions are printed and lines come from. */
export interface AskingStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Whether somebody sits there. */
  readonly isTerminal: boolean;
}

/** Somebody who can be asked for lines. */
export interface Asker {
  /** The next line; null once the input has ended, Ctrl-C was pressed or the signal has come. */
  ask(prompt: string): Promise<string | null>;
  /** Gives the terminal back. */
  close(): void;
}

/** Asks on the streams, one line after another. Lines that came before they were asked for wait for their question. */
export function createAsker({ input, output }: AskingStreams, signal: AbortSignal): Asker {
  const lines = createInterface({ input, output });
  const answers = lines[Symbol.asyncIterator]();
  const leave = (): void => lines.close();
  let left = false;
  lines.on("SIGINT", leave);
  lines.on("close", () => {
    left = true;
    signal.removeEventListener("abort", leave);
  });
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave);
  return {
    async ask(prompt) {
      if (!left) {
        lines.setPrompt(prompt);
        lines.prompt();
      }
      const next = await answers.next();
      if (next.done !== true) return next.value;
      // The line with the question stays; what is said next begins below it.
      output.write("\n");
      return null;
    },
    close: leave,
  };
}
