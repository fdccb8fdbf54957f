/** How a test of a part ended. */
export interface TrialOutcome {
  readonly status: "delivered" | "retry" | "rejected" | "unknown";
  /** By name why not; absent if it was delivered. */
  readonly reason?: string;
  readonly detail?: string;
}

/** One test of one part. */
export interface Trial {
  readonly deliveryId: string;
  /** Whom the test mail goes to, as it was typed; undefined if nothing was. */
  readonly to: string | undefined;
  readonly signal: AbortSignal;
}
