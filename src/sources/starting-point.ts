import { z } from "zod";
import { parseTime } from "../platform/record-time.ts";
import { sinceTime } from "../platform/since.ts";
import type { SourcePage } from "./source.ts";

/** What the starting point is stored under. No file's part ends in a slash. */
export const STARTING_POINT_PART = "since/";

const STORED = z.strictObject({
  /** The configured text, so that one that was changed counts from then on. */
  since: z.string(),
  from: z.string().refine((text) => parseTime(text) === text),
});

/** From when on refusals count. */
export interface StartingPoint {
  /** ISO 8601 UTC with whole seconds; undefined for everything. */
  readonly from: string | undefined;
  /** What has to be stored before anything is ignored for being older; null for nothing. */
  readonly move: SourcePage["cursors"][number] | null;
  /** Whether the stored part is still of use. */
  readonly isStored: boolean;
}

/**
 * What a configured `since` stands for. A duration is counted back from the first pull and the moment it gives is stored: counted
 * back from every pull, it would throw away what came while Lockbell was down for longer than that.
 */
export function startingPoint(since: string | undefined, stored: string | undefined, now: number): StartingPoint {
  if (since === undefined) return { from: undefined, move: null, isStored: false };
  const from = sinceTime(since, now);
  if (parseTime(since) !== undefined) return { from, move: null, isStored: false };
  const known = parseStored(stored);
  if (known?.since === since) return { from: known.from, move: null, isStored: true };
  return { from, move: { part: STARTING_POINT_PART, value: JSON.stringify({ since, from }) }, isStored: true };
}

function parseStored(value: string | undefined): z.output<typeof STORED> | undefined {
  if (value === undefined) return undefined;
  try {
    return STORED.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
