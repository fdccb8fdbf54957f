import type { SourcePage } from "../source.ts";
import { isoMilliseconds, parseMoment, type Window } from "./windows.ts";

type Moves = SourcePage["cursors"];

/** A stream of windows: what its end is stored under, and each gap in it. */
export interface StreamParts {
  readonly end: string;
  readonly gap: string;
}

/** The streams there are. What fills the catalogue once is a gap from the beginning: it only ever gets smaller. */
export const STREAM_PARTS = {
  refusals: { end: "refusals", gap: "gap" },
  catalogue: { end: "catalogue", gap: "catalogue-gap" },
  fill: { end: "fill", gap: "catalogue-fill" },
} as const satisfies { readonly [stream: string]: StreamParts };

/**
 * How far one stream of windows was read, as it is stored: one part for its end, one for each gap in it, and one for where it began. Parts
 * are named after table and workspace, so that a source that is pointed elsewhere begins anew there.
 */
export class StreamCursors {
  readonly #beginning: string;
  readonly #end: string;
  readonly #gap: string;
  readonly #stored: ReadonlyMap<string, string>;
  /** The window that was left unread last: one that begins at its end becomes one with it. */
  #unread: Window | undefined;

  constructor(stored: ReadonlyMap<string, string>, parts: StreamParts, scope: string) {
    this.#stored = stored;
    this.#beginning = `${parts.end}-from/${scope}`;
    this.#end = `${parts.end}/${scope}`;
    this.#gap = `${parts.gap}/${scope}/`;
  }

  /** The end of what was read; undefined before the first time. */
  get end(): number | undefined {
    return parseMoment(this.#stored.get(this.#end));
  }

  /**
   * Where to read on for a stream that is to begin at a moment, and what to store before. For an earlier moment than the last time that is the
   * moment itself: what was read since was held against the later one.
   */
  readOnFrom(beginning: number): { readonly from: number; readonly moves: Moves } {
    const before = parseMoment(this.#stored.get(this.#beginning));
    const moves = before === beginning ? [] : [{ part: this.#beginning, value: isoMilliseconds(beginning) }];
    if (this.end === undefined || before === undefined || beginning >= before) {
      return { from: this.end ?? beginning, moves };
    }
    return { from: beginning, moves: [...moves, ...this.moveTo(beginning)] };
  }

  /** The gaps that earlier pulls left, in order. */
  get gaps(): readonly Window[] {
    const found = [...this.#stored].flatMap(([part, value]) => {
      const from = part.startsWith(this.#gap) ? parseMoment(part.slice(this.#gap.length)) : undefined;
      const to = parseMoment(value);
      return from === undefined || to === undefined || to <= from ? [] : [{ from, to }];
    });
    return found.sort((a, b) => a.from - b.from);
  }

  /** What to store when all up to a moment was read, or need not be. */
  moveTo(end: number): Moves {
    return [{ part: this.#end, value: isoMilliseconds(end) }];
  }

  /** What to store for a window that is still to be read, whatever is read behind it. */
  leave(window: Window): Moves {
    const joins = this.#unread?.to === window.from;
    const whole = { from: joins ? (this.#unread?.from ?? window.from) : window.from, to: window.to };
    this.#unread = whole;
    return [...(joins ? [this.#closed(window)] : []), this.#open(whole)];
  }

  /** What to store when a gap was read, or left anew, up to a moment: what of it is still untouched. */
  shorten(gap: Window, to: number): Moves {
    return to < gap.to ? [this.#open({ from: to, to: gap.to })] : [];
  }

  /** What to store when nothing of a gap's beginning is left to read. */
  close(gap: Window): Moves {
    return [this.#closed(gap)];
  }

  #open({ from, to }: Window): Moves[number] {
    return { part: this.#gap + isoMilliseconds(from), value: isoMilliseconds(to) };
  }

  #closed({ from }: Window): Moves[number] {
    return { part: this.#gap + isoMilliseconds(from), value: null };
  }
}
