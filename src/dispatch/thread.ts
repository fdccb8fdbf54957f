import { createHash } from "node:crypto";
import type { DeniedEvent } from "../event/denied-event.ts";

/** 12 bytes: a billion threads of one owner collide with a chance below one in a hundred thousand million. */
const BYTES = 12;

/**
 * The thread of an attempt: one actor at one document. What is told of a thread is not told again before the repeat interval ends.
 * A document without content id goes by its name.
 */
export function threadOf(event: DeniedEvent): string {
  const document = event.contentId ?? `name:${event.documentName ?? ""}`;
  return createHash("sha256")
    .update(JSON.stringify([event.actor.toLowerCase(), document]))
    .digest()
    .subarray(0, BYTES)
    .toString("base64url");
}
