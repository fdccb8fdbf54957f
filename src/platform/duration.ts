/** Durations as people write them: a whole number and a unit, `0s 10m 4h 7d`. */

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** What a duration looks like. Six digits are enough for 2,700 years and keep sums of times exact. */
export const DURATION_PATTERN = /^(\d{1,6})([dhms])$/;

/** The duration in milliseconds, or null if the text is none. */
export function parseDuration(text: string): number | null {
  const [, count, letter] = DURATION_PATTERN.exec(text) ?? [];
  const unit = UNITS.find(([name]) => name === letter);
  return unit === undefined ? null : Number(count) * unit[1];
}

/** Writes whole seconds in the largest unit that loses nothing; a part of a second is dropped. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.trunc(ms / 1_000)) * 1_000;
  if (whole === 0) return "0s";
  const [letter, size] = UNITS.find(([, unitMs]) => whole % unitMs === 0) ?? ["s", 1_000];
  return `${whole / size}${letter}`;
}
