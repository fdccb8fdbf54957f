import { z } from "zod";

/**
 * What the end of a file was like when it was last read to it. While the file's size and time stay the same it is not opened again:
 * `read` nothing is left, `waiting` the last line is incomplete, `damaged` its gzip stream is.
 */
const END = z.enum(["read", "waiting", "damaged"]);

const CURSOR = z.strictObject({
  /** The file as it was found, so that an unchanged one is recognised without being opened. */
  size: z.number().nonnegative(),
  mtimeMs: z.number(),
  /** How far it was read: behind the last line break, in bytes of the decoded stream. */
  offset: z.int().nonnegative(),
  /** SHA-256 of everything before the offset. A file that begins otherwise is another file under the same name. */
  digest: z.string(),
  /** The columns that hold at the offset, null before any `#Fields:`. */
  fields: z.array(z.string()).nullable(),
  /** Missing as long as the file was not read to its end. */
  end: END.optional(),
  /** Since when the file is gone, ISO 8601 UTC. */
  missingSince: z.string().optional(),
});

/** How far a file was read. */
export type LogCursor = z.output<typeof CURSOR>;

/** What the end of a file was like. */
export type LogEnd = z.output<typeof END>;

/** The cursor as it is stored. */
export function formatCursor(cursor: LogCursor): string {
  return JSON.stringify(cursor);
}

/** The stored cursor; undefined for one that cannot be understood: the file is then read from its beginning. */
export function parseCursor(value: string | undefined): LogCursor | undefined {
  if (value === undefined) return undefined;
  try {
    return CURSOR.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
