/** Events that still wait for their owner when a dispatch ends, and what an administrator can do about it. */
export interface Awaiting {
  readonly reason: string;
  readonly advice: string;
  readonly events: number;
}

/** Counts the events that a dispatch left waiting, by reason. */
export class AwaitingTally {
  readonly #byReason = new Map<string, Awaiting>();

  add(reason: string, advice: string): void {
    const known = this.#byReason.get(reason);
    this.#byReason.set(reason, { reason, advice: known?.advice ?? advice, events: (known?.events ?? 0) + 1 });
  }

  /** The most frequent first. */
  list(): readonly Awaiting[] {
    return [...this.#byReason.values()].sort((a, b) => b.events - a.events || (a.reason < b.reason ? -1 : 1));
  }
}
