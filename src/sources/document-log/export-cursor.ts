import { z } from "zod";
import type { CursorFormat } from "../forget-gone.ts";

/** How a file ended when it was last read to its end. */
const END = z.enum(["read", "cut", "not-json", "damaged"]);

/** How a file ended: well, or in one of the ways that are trouble until it changes. */
export type ExportEnd = z.output<typeof END>;

const CURSOR = z.strictObject({
  /** The file as it was found. While both stay the same it is not opened again. */
  size: z.number().nonnegative(),
  mtimeMs: z.number(),
  end: END,
  /** Since when the file is gone, ISO 8601 UTC. */
  missingSince: z.string().optional(),
});

/** That a file was read, and as which. An export is written anew as a whole, so there is no place in it to go on from. */
export type ExportCursor = z.output<typeof CURSOR>;

/** How it is stored. One that cannot be understood is none: the file is read again. */
export const EXPORT_CURSOR: CursorFormat<ExportCursor> = {
  format: (cursor) => JSON.stringify(cursor),
  parse(value) {
    try {
      return CURSOR.safeParse(JSON.parse(value)).data;
    } catch {
      return undefined;
    }
  },
};
