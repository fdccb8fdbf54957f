/** The `timespan` of a request. Source: "Request format for the Azure Monitor Logs query API"; ISO 8601 durations and intervals. */
import { parseUtc } from "../iso-time.ts";

/** From (inclusive) to (exclusive), milliseconds since 1970. */
export interface Timespan {
  readonly from: number;
  readonly to: number;
}

const DURATION =
  /^P(?=\d|T\d)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const DAY = 86_400_000;
// A year and a month as .NET's reader of ISO durations has them.
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1_000];

/** Reads a duration that ends now, `start/end`, `start/duration` or `duration/end`; null if it is none of them. */
export function parseTimespan(text: string, now: number): Timespan | null {
  const parts = text.split("/").map((part) => part.trim());
  const [first = "", second] = parts;
  if (second === undefined) {
    const length = parseDuration(first);
    return length === null ? null : { from: now - length, to: now };
  }
  if (parts.length > 2) {
    return null;
  }
  const start = parseUtc(first);
  const end = parseUtc(second);
  const span = {
    from: Number.isNaN(start) ? end - (parseDuration(first) ?? Number.NaN) : start,
    to: Number.isNaN(end) ? start + (parseDuration(second) ?? Number.NaN) : end,
  };
  // NaN on either side fails this comparison as well.
  return span.from <= span.to ? span : null;
}

/** What both allow; an empty span if they share nothing. */
export function intersect(a: Timespan | null, b: Timespan | null): Timespan | null {
  if (a === null || b === null) {
    return a ?? b;
  }
  const from = Math.max(a.from, b.from);
  return { from, to: Math.max(from, Math.min(a.to, b.to)) };
}

function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  return match === null ? null : UNITS.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}
