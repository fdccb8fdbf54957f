/** Single events that a sink's target refused for good while it took the rest of their batch: what a person looks at and decides. */

/** Refused events of one sink and reason that nobody has decided about yet. */
export interface RefusedGroup {
  readonly sink: string;
  readonly reason: string;
  readonly events: number;
  /** The fingerprint of the first of them. */
  readonly example: string;
}

/** Which refused events are meant: all of a sink, one event at every sink that refused it (by fingerprint), or those of a batch (by its id). */
export type RefusedChoice = { readonly sink: string } | { readonly event: string } | { readonly delivery: string };

/** What a retry needs of the sinks that are configured. */
export interface RefusedRetry {
  readonly now: number;
  /** The most events one batch may hold, by sink. What a sink refused that is not named here stays as it is: nobody would send it. */
  readonly batchSizes: { readonly [sink: string]: number };
  /** A new delivery id. */
  readonly newId: () => string;
}

export interface RefusedStore {
  /** What waits for a person, by sink, then reason. */
  refusedGroups(): Promise<readonly RefusedGroup[]>;
  /**
   * Sends refused events again: each run of consecutive ones becomes a batch of its own, due at once and said to be a repeat. They count as
   * pending then. Says how many events there were.
   */
  retryRefused(choice: RefusedChoice, retry: RefusedRetry): Promise<number>;
  /** Gives refused events up for good: skipped{discarded} in the books. Says how many there were. */
  discardRefused(choice: RefusedChoice, now: number): Promise<number>;
}
