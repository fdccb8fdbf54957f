import type { Property } from "./properties.ts";

/** What marks the end of a value that was cut. */
export const CUT_MARK = "…";

const MARK_BYTES = Buffer.byteLength(CUT_MARK);

/** A value in the form it is sent in, cut if it had to be. */
export interface FittedValue extends Property {
  readonly isCut: boolean;
}

/** How values are written and how much room there is. A text is written and measured character by character or at once, with the same outcome. */
export interface FitRules {
  /** How a text is written. */
  readonly write: (text: string) => string;
  /** What a written text takes, in bytes, and no less than one for each of its characters; its UTF-8 length if absent. */
  readonly sizeOf?: (written: string) => number;
  /** The most one value takes, bytes. */
  readonly longest: number;
  /** The most all take together, bytes. */
  readonly total: number;
}

/**
 * Cuts values so that all fit, the longest first and no shorter than needed, never in the middle of a character as written. Every name
 * stays. A cut value ends in `…`.
 */
export function fitValues(properties: readonly Property[], rules: FitRules): readonly FittedValue[] {
  const { write, sizeOf = Buffer.byteLength, longest, total } = rules;
  const measured = properties.map(({ name, value }) => {
    // Nothing beyond the limit is looked at, so that a huge value costs no more than a long one: each character takes a byte at least.
    const text = value.slice(0, longest + 1).toWellFormed();
    const written = write(text);
    return { name, text, written, size: sizeOf(written) };
  });
  const limit = Math.min(
    longest,
    levelFor(
      measured.map(({ size }) => size),
      total,
    ),
  );
  return measured.map(({ name, text, written, size }) =>
    size <= limit
      ? { name, value: written, isCut: false }
      : { name, value: cut(text, limit - MARK_BYTES, write, sizeOf) + CUT_MARK, isCut: true },
  );
}

/** The greatest limit under which sizes add up to no more than the total. */
function levelFor(sizes: readonly number[], total: number): number {
  let left = total;
  const ascending = sizes.toSorted((a, b) => a - b);
  for (const [i, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - i));
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

const BLOCK = 256;

/** As much of the beginning as there is room for: in blocks as long as whole ones fit, then by character. */
function cut(text: string, room: number, write: FitRules["write"], sizeOf: (written: string) => number): string {
  let kept = "";
  let left = room;
  for (let from = 0; from < text.length; ) {
    // A character of two units stays in one block.
    const to = from + BLOCK + (isHighSurrogate(text.charCodeAt(from + BLOCK - 1)) ? 1 : 0);
    const block = text.slice(from, to);
    const written = write(block);
    const size = sizeOf(written);
    if (size > left) return kept + cutBlock(block, left, write, sizeOf);
    kept += written;
    left -= size;
    from = to;
  }
  return kept;
}

function cutBlock(block: string, room: number, write: FitRules["write"], sizeOf: (written: string) => number): string {
  let kept = "";
  let left = room;
  for (const character of block) {
    const written = write(character);
    left -= sizeOf(written);
    if (left < 0) break;
    kept += written;
  }
  return kept;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
