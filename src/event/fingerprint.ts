import { createHash } from "node:crypto";
import type { UnidentifiedEvent } from "./denied-event.ts";

/** Bytes of a key or fingerprint: 5 of the second it happened in, 11 of a SHA-256. */
const LENGTH = 16;
const TIME_BYTES = 5;

/**
 * The identity of an attempt before repeats within its second are told apart: (tenant, content id, actor in lower
 * case, UTC second). Never the address, the result or the name: sources disagree on those.
 * The second stands in front, so that an index over keys grows at its end and stays fast at any size.
 */
export function eventKey(event: UnidentifiedEvent): Buffer {
  const tuple = [event.tenantId, contentKey(event), event.actor.toLowerCase(), event.occurredAt.slice(0, 19)];
  return stamped(Date.parse(event.occurredAt) / 1000, JSON.stringify(tuple));
}

/** The fingerprint of the nth distinct attempt with this key in one source, n counted from 1. */
export function fingerprint(key: Buffer, n: number): Buffer {
  if (n === 1) return key;
  return stamped(key.readUIntBE(0, TIME_BYTES), `${key.toString("hex")}#${n}`);
}

/** A native id (row-id, LogId) as 16 bytes: the GUID itself, or a hash of anything else. Empty for none. */
export function nativeKey(nativeId: string | undefined): Buffer {
  if (nativeId === undefined || nativeId === "") return Buffer.alloc(0);
  const hex = nativeId.replaceAll("-", "");
  if (/^[0-9a-f]{32}$/i.test(hex) && nativeId.length === 36) return Buffer.from(hex, "hex");
  return createHash("sha256").update(nativeId).digest().subarray(0, LENGTH);
}

function contentKey(event: UnidentifiedEvent): string {
  if (event.contentId !== undefined) return event.contentId;
  if (event.rowId !== undefined) return `row:${event.rowId.toLowerCase()}`;
  if (event.correlationId !== undefined) return `correlation:${event.correlationId.toLowerCase()}`;
  return `record:${event.raw}`;
}

function stamped(second: number, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH);
  bytes.writeUIntBE(Math.max(0, Math.min(second, 2 ** 40 - 1)), 0, TIME_BYTES);
  createHash("sha256")
    .update(text)
    .digest()
    .copy(bytes, TIME_BYTES, 0, LENGTH - TIME_BYTES);
  return bytes;
}
