import type { Property } from "./properties.ts";

/** What marks the end of a value that was cut. */
export const CUT_MARK = "…";

const MARK_BYTES = Buffer.byteLength(CUT_MARK);

/** A value in the form it is sent in, cut if it had to be. */
export interface FittedValue extends Property {
  readonly isCut: boolean;
}

/** How values are written and how much room there is. */
export interface FitRules {
  /** How one character is written. */
  readonly write: (character: string) => string;
  /** What a written character takes, in bytes; its own UTF-8 length if absent. */
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
  // Nothing beyond the limit is looked at, so that a huge value costs no more than a long one.
  const read = properties.map(({ value }) => [...value.slice(0, longest + 1).toWellFormed()].map(write));
  const sizes = read.map((characters) => characters.reduce((sum, written) => sum + sizeOf(written), 0));
  const limit = Math.min(longest, levelFor(sizes, total));
  return properties.map(({ name, value }, i) => {
    const characters = read[i] ?? [];
    const isWhole = value.length <= longest + 1 && (sizes[i] ?? 0) <= limit;
    return { name, value: isWhole ? characters.join("") : cut(characters, limit, sizeOf), isCut: !isWhole };
  });
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

function cut(characters: readonly string[], limit: number, sizeOf: (written: string) => number): string {
  let room = limit - MARK_BYTES;
  const kept: string[] = [];
  for (const written of characters) {
    room -= sizeOf(written);
    if (room < 0) break;
    kept.push(written);
  }
  return kept.join("") + CUT_MARK;
}
