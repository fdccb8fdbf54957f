/** Counts what happened in the last so many milliseconds, up to a limit. */
export class SlidingWindow {
  readonly #limit: number;
  readonly #lengthMs: number;
  readonly #entries: { readonly at: number; readonly cost: number }[] = [];
  #sum = 0;

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit;
    this.#lengthMs = lengthMs;
  }

  /** Takes so much of the limit, if that much is left now. */
  take(now: number, cost = 1): boolean {
    this.#forget(now);
    if (this.#sum + cost > this.#limit) return false;
    this.#entries.push({ at: now, cost });
    this.#sum += cost;
    return true;
  }

  /** How much of the limit is used, from 0 to 1. */
  used(now: number): number {
    this.#forget(now);
    return this.#sum / this.#limit;
  }

  /** In how many milliseconds something becomes free. */
  wait(now: number): number {
    this.#forget(now);
    const oldest = this.#entries[0];
    return oldest === undefined ? 0 : oldest.at + this.#lengthMs - now;
  }

  #forget(now: number): void {
    const before = now - this.#lengthMs;
    let stale = 0;
    while (stale < this.#entries.length && (this.#entries[stale]?.at ?? now) <= before) {
      this.#sum -= this.#entries[stale]?.cost ?? 0;
      stale += 1;
    }
    this.#entries.splice(0, stale);
  }
}
