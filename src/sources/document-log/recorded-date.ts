/** A time as PowerShell writes it into JSON: 5.1 as `/Date(1763251200000)/`, 7 as ISO 8601, either of them also as an object with `value`. */
import { isoSeconds } from "../../platform/instant.ts";
import { parseTime, publishedTime } from "../../platform/record-time.ts";

/**
 * What a recorded date says: a time (ISO 8601 UTC, whole seconds), `none` for nothing and for the values .NET has where there is no date,
 * `unread` for anything else, as text in the language of somebody's console: of `3/6/2018` nobody knows whether it was in March.
 */
export type RecordedDate =
  | { readonly kind: "time"; readonly time: string }
  | { readonly kind: "none" }
  | { readonly kind: "unread" };

/** Milliseconds since 1970 UTC. The offset says where it was written, not what is meant. */
const EPOCH = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/;

/** The last moment JavaScript's dates write with four digits of a year. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);
/** Where .NET has no date it writes the first or the last one it knows, in any time zone. */
const NO_DATE = /^(?:000[01]|9999)-/;

/** Reads a date. */
export function readDate(value: unknown): RecordedDate {
  if (value === undefined || value === null) return { kind: "none" };
  if (typeof value === "object") {
    const inner = "value" in value ? value.value : value;
    return typeof inner === "object" && inner !== null ? { kind: "unread" } : readDate(inner);
  }
  if (typeof value !== "string") return { kind: "unread" };
  const text = value.trim();
  const epoch = EPOCH.exec(text)?.[1];
  if (text === "" || NO_DATE.test(text)) return { kind: "none" };
  const iso = epoch === undefined ? parseTime(text) : isoOf(Number(epoch));
  if (iso === undefined) return { kind: "unread" };
  const time = publishedTime(iso);
  return time === undefined || NO_DATE.test(time) ? { kind: "none" } : { kind: "time", time };
}

function isoOf(ms: number): string {
  return isoSeconds(Math.min(Math.max(ms, 0), LAST_MS));
}
