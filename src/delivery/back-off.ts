/**
 * When to try again: 5 s, doubling to at most 4 h, each shortened by a random share so that many deliveries that failed
 * together do not come back together. The twenty tries of the default take about a day and a half; then a person must look.
 */
const FIRST_MS = 5_000;
const LONGEST_MS = 4 * 3_600_000;

/**
 * Milliseconds to wait after the nth failed attempt (from 1). `random` is in [0, 1). What the provider asks for is kept at
 * least, and never shortened.
 */
export function backOffMs(attempt: number, random: number, retryAfterMs = 0): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempt - 1, 30), LONGEST_MS);
  return Math.max(Math.round(full * (1 - random / 2)), retryAfterMs);
}
