import type { RateLimit } from "./delivery-store.ts";

/** How many slots are free now, and when the next one will be if none is. */
export interface FreeSlots {
  readonly free: number;
  /** Null while a slot is free, and when a limit allows none ever. */
  readonly nextAt: number | null;
}

/** The longest time any limit looks back; slots taken before that are forgotten. */
export function longestWindow(limits: readonly RateLimit[]): number {
  return limits.reduce((longest, { perMs }) => Math.max(longest, perMs), 0);
}

/**
 * Reads sliding windows: within any `perMs` at most `count` slots are taken. `taken` are the times slots were taken at, oldest
 * first. A slot taken in the future (a clock that was set back) counts until it has passed.
 */
export function readSlots(limits: readonly RateLimit[], taken: readonly number[], now: number): FreeSlots {
  let free = Number.POSITIVE_INFINITY;
  let nextAt = now;
  for (const { count, perMs } of limits) {
    const recent = taken.filter((at) => at > now - perMs);
    free = Math.min(free, Math.max(0, count - recent.length));
    if (recent.length < count) continue;
    // One slot frees when so many have left the window that fewer than `count` remain.
    const leaving = recent[recent.length - count];
    if (leaving === undefined) return { free: 0, nextAt: null };
    nextAt = Math.max(nextAt, leaving + perMs);
  }
  return { free, nextAt: free > 0 ? null : nextAt };
}
