const TIMESPAN = /^(-)?(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)(?:\.\d+)?$/;

/** A timespan as the query API writes it (`1.02:03:04.5`), in milliseconds, cut to seconds; undefined for anything else. */
export function parseTimespan(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const match = TIMESPAN.exec(text);
  if (match === null) return undefined;
  const [, sign, days = "0", hours, minutes, seconds] = match;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (sign === undefined ? total : -total) * 1000;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
] as const;

/** A length of time in its two largest units, e.g. `1d 2h`. */
export function formatTimespan(ms: number): string {
  let left = Math.max(0, ms);
  const parts: string[] = [];
  for (const [unit, letter] of UNITS) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count}${letter}`);
  }
  return parts.length === 0 ? "0s" : parts.slice(0, 2).join(" ");
}
