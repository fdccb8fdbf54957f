/** How figures spread: half of them are at most the median, nineteen of twenty at most p95. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** The spread of some figures by nearest rank, so that each is one of them; null if there are none. */
export function spreadOf(figures: readonly number[]): Spread | null {
  if (figures.length === 0) return null;
  const sorted = Float64Array.from(figures).sort();
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { median: rank(0.5), p95: rank(0.95), max: rank(1) };
}
