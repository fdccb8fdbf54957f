import { z } from "zod";
import { parseObject } from "../../platform/parse-object.ts";

const offset = z.int().min(0);

const stateSchema = z.object({
  dev: z.string(),
  ino: z.string(),
  offset,
  gaps: z.array(z.object({ from: offset, to: offset, until: z.number() })).default([]),
});

/**
 * What the store keeps of the file, settled together with the batches it speaks of: which file it is, and up to where every line
 * belongs to a settled batch, but for the gaps.
 */
export type ChannelState = Readonly<z.output<typeof stateSchema>>;

/**
 * A stretch of lines found in the file that no settled batch accounted for when it was found: a process died between writing them and
 * recording it. Their batches will be sent again, maybe not all at once. The stretch is forgotten at `until`.
 */
export type Gap = ChannelState["gaps"][number];

/** How long lines wait for their batch: far longer than any back-off, but not for ever, because a batch may have been discarded. */
export const GAP_MS = 7 * 24 * 3_600_000;

/** Reads what was settled last. Null for none, and for what cannot be understood: then the file itself is asked. */
export function parseState(text: string | null): ChannelState | null {
  return text === null ? null : (stateSchema.safeParse(parseObject(text)).data ?? null);
}
