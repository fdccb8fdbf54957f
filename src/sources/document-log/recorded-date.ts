/** A time as PowerShell writes it into JSON: 5.1 as `/Date(1763251200000)/`, 7 as ISO 8601, either of them also as an object with `value`. */
import { parseTime, publishedTime } from "../../platform/record-time.ts";

/**
 * What a recorded date says: a time (ISO 8601 UTC, with the fraction of a second it was written with), `none` for nothing and for the values .NET has where there is no date,
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
/** What of a second is more than nothing. An attempt in that second may have come before it. */
const FRACTION = /\.(\d*[1-9])0*(?!\d)/;

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
  const written = epoch === undefined ? text : isoOf(Number(epoch));
  const iso = parseTime(written);
  if (iso === undefined) return { kind: "unread" };
  const time = publishedTime(iso);
  if (time === undefined || NO_DATE.test(time)) return { kind: "none" };
  const [, fraction] = FRACTION.exec(written) ?? [];
  return { kind: "time", time: fraction === undefined ? time : time.replace("Z", `.${fraction}Z`) };
}

function isoOf(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), LAST_MS)).toISOString();
}
