import type { AnswerTable } from "./read-answer.ts";
import type { TroubleReason } from "./trouble.ts";
import { type LengthLimits, WindowLength } from "./window-length.ts";
import type { Window } from "./windows.ts";
import type { Answer, Pace } from "./workspace.ts";

/** How windows grow and shrink. */
export interface RangeLimits extends LengthLimits {
  /** What cannot be read in a window of the floor's length, tried so many times, is left as a gap. */
  readonly floorTries: number;
  /** After so many gaps the rest is left for another time: then it is not the rows that are too many. */
  readonly mostGaps: number;
}

/** For refusals, which are few: six hours to begin with, a month at the most. */
export const RANGE_LIMITS: RangeLimits = {
  firstMs: 6 * 3_600_000,
  longestMs: 32 * 86_400_000,
  floorMs: 1_000,
  floorTries: 3,
  fewRows: 1_000,
  mostGaps: 10,
};

/** One window of a range, in order: whole, given up for now, or where reading had to end. */
export type RangePiece =
  | { readonly kind: "read"; readonly window: Window; readonly table: AnswerTable }
  | { readonly kind: "gap"; readonly window: Window; readonly detail: string }
  /** The end of the range was not answered, and nobody knows whether anything else would be. */
  | { readonly kind: "unanswered"; readonly window: Window; readonly detail: string }
  | { readonly kind: "stopped"; readonly reason: TroubleReason; readonly detail?: string };

/**
 * Reads a range window by window. Where answers are small the next window is longer. Where an answer is only a part the window is halved and
 * read again. Where none comes in time the next window is as short as can be, since each try costs minutes and that one shows whether
 * anybody answers; from there they grow with care.
 *
 * What cannot be read even at the floor is a gap: at once if it is too much, but if no answer came only when what lies behind it is answered.
 * Otherwise it is not the rows but the service, and reading stops before them. Ends early, without a word, when it is aborted.
 */
export async function* readRange(
  range: Window,
  ask: (window: Window, pace: Pace) => Promise<Answer>,
  limits: RangeLimits,
): AsyncGenerator<RangePiece> {
  const { floorMs, floorTries, mostGaps } = limits;
  const length = new WindowLength(limits);
  let gaps = 0;
  let tries = 0;
  /** Windows at the floor, one behind the other, to which no answer came. */
  let unanswered: { readonly window: Window; readonly detail: string; readonly count: number } | undefined;
  let { from } = range;
  while (from < range.to) {
    const window = { from, to: Math.min(from + length.value, range.to) };
    const isFloor = window.to - from <= floorMs;
    // Gaps that were joined are a few times as long as the floor.
    const isShort = window.to - from <= floorMs * floorTries;
    const answer = await ask(window, isShort || length.isCareful ? "quick" : "usual");
    if (answer.kind === "aborted") return;
    if (answer.kind === "trouble") {
      yield { ...answer, kind: "stopped" };
      return;
    }
    if (answer.kind === "too-slow") {
      length.tooSlow(window.to - from);
      if (!isFloor) continue;
      const count = (unanswered?.count ?? 0) + 1;
      if (count >= floorTries) {
        yield { kind: "stopped", reason: "unavailable", detail: answer.detail };
        return;
      }
      unanswered = { window: { from: unanswered?.window.from ?? from, to: window.to }, detail: answer.detail, count };
      from = window.to;
      tries = 0;
      continue;
    }
    if (unanswered !== undefined) {
      const { window: left, detail } = unanswered;
      yield { kind: "gap", window: left, detail };
      unanswered = undefined;
      length.passed();
      gaps += 1;
    }
    if (answer.kind === "table") {
      yield { kind: "read", window, table: answer.table };
      from = window.to;
      tries = 0;
      length.answered(answer.table.rows.length);
    } else {
      length.tooMuch(window.to - from);
      if (isFloor) tries += 1;
      if (tries >= floorTries) {
        tries = 0;
        yield { kind: "gap", window, detail: answer.detail };
        from = window.to;
        gaps += 1;
      }
    }
    if (gaps >= mostGaps && from < range.to) {
      yield { kind: "stopped", reason: "too-many-gaps" };
      return;
    }
  }
  if (unanswered !== undefined) yield { kind: "unanswered", window: unanswered.window, detail: unanswered.detail };
}
