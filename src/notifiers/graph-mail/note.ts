/**
 * What a delivery remembers between the steps of its sending: notifier, mailbox, way, and how far it got. Written as
 * the notifier's type and JSON, so that another notifier sees at once that it is not its own.
 */
import { z } from "zod";

const PREFIX = "graph-mail ";

const common = { mailbox: z.string(), messageId: z.string() };

const noteSchema = z.discriminatedUnion("state", [
  z.object({ ...common, way: z.literal("draft"), state: z.literal("creating") }),
  z.object({ ...common, way: z.literal("draft"), state: z.literal("drafted"), id: z.string().min(1) }),
  z.object({
    ...common,
    way: z.literal("draft"),
    state: z.literal("sending"),
    id: z.string().min(1),
    at: z.int(),
    since: z.int().optional(),
    refused: z.literal(true).optional(),
  }),
  z.object({ ...common, way: z.literal("draft"), state: z.literal("held"), id: z.string().min(1) }),
  z.object({ ...common, way: z.literal("direct"), state: z.literal("posting"), at: z.int() }),
  z.object({ ...common, way: z.literal("direct"), state: z.literal("refused") }),
]);

/**
 * `creating`: a draft may have been made · `drafted`: it was, under that immutable id, and was never told to go ·
 * `sending`: it may have been told to go, last at that time, and first at `since` if more than once; `refused`: the last
 * telling was · `held`: every telling certainly did nothing · `posting`: the message may have been sent in one step,
 * last at that time · `refused`: it certainly was not. Times in milliseconds since 1970.
 */
export type Note = z.output<typeof noteSchema>;

/** A message that may have reached its recipient, as it is remembered. */
export type DoubtfulNote = Extract<Note, { state: "sending" | "posting" }>;

/** The text that is remembered. */
export function writeNote(note: Note): string {
  return `${PREFIX}${JSON.stringify(note)}`;
}

/** What is remembered; null for nothing, `foreign` for what another notifier (or a later version) wrote. */
export function readNote(value: string | null): Note | "foreign" | null {
  if (value === null) return null;
  if (!value.startsWith(PREFIX)) return "foreign";
  try {
    return noteSchema.parse(JSON.parse(value.slice(PREFIX.length)));
  } catch {
    return "foreign";
  }
}

/**
 * Whether the message may have reached anybody at the point a note speaks of. A draft reaches nobody before it is told
 * to go.
 */
export function isDoubtful(note: Note): note is DoubtfulNote {
  return note.state === "sending" || note.state === "posting";
}
