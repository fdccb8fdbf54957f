import type { SourceTrouble } from "../source.ts";

/** The trouble with a log whose last line never ends. */
export function incompleteLastLine(part: string): SourceTrouble {
  return {
    part,
    reason: "incomplete-last-line",
    advice: "The last line is cut and the file no longer grows. Deliver the file again, with a line break at its end.",
  };
}
