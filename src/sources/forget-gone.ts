import type { SourcePage } from "./source.ts";

/** How long the cursor of a file that is gone is kept: after that the file, should it come back, is read again from its beginning. */
const FORGET_AFTER_MS = 30 * 86_400_000;

/** What a file's cursor says beside how far it was read. */
export interface FileCursor {
  /** Since when the file is gone, ISO 8601 UTC. */
  readonly missingSince?: string | undefined;
}

/** How a source writes its cursors. */
export interface CursorFormat<Cursor extends FileCursor> {
  /** Undefined for what cannot be understood. */
  parse(value: string): Cursor | undefined;
  format(cursor: Cursor): string;
}

/**
 * Marks the cursors of files that are gone, and forgets those gone for long, so that cursors do not pile up for ever. A share that
 * is not mounted for a day costs nothing; a file that comes back after a month is read again and found to be known.
 */
export function forgetGone<Cursor extends FileCursor>(
  cursors: ReadonlyMap<string, string>,
  inUse: ReadonlySet<string>,
  now: number,
  { parse, format }: CursorFormat<Cursor>,
): SourcePage["cursors"] {
  const moves: { part: string; value: string | null }[] = [];
  for (const [part, value] of cursors) {
    if (inUse.has(part)) continue;
    const cursor = parse(value);
    if (cursor === undefined || now - Date.parse(cursor.missingSince ?? "") > FORGET_AFTER_MS) {
      moves.push({ part, value: null });
    } else if (cursor.missingSince === undefined) {
      moves.push({ part, value: format({ ...cursor, missingSince: new Date(now).toISOString() }) });
    }
  }
  return moves;
}

/** A page that only moves cursors. */
export function pageOfCursors(cursors: SourcePage["cursors"]): SourcePage {
  return { read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors };
}
