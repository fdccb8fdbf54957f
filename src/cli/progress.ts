import type { RunProgress } from "../app/run.ts";
import { figure } from "./layout.ts";
import type { Terminal } from "./terminal.ts";

/** A run that ends sooner says nothing on the way. */
const EVERY_MS = 5_000;

const WORDS: { readonly [phase in RunProgress["phase"]]: string } = {
  collect: "records read",
  dispatch: "refusals dispatched",
  deliver: "delivered",
};

/** Says on stderr, every few seconds, how far a long run is. */
export function progressOn(terminal: Terminal, now: () => number): (progress: RunProgress) => void {
  let last = now();
  return ({ phase, part, count }) => {
    if (now() - last < EVERY_MS) return;
    last = now();
    terminal.err(`${phase}${part === undefined ? "" : ` ${part}`}: ${figure(count)} ${WORDS[phase]}\n`);
  };
}
