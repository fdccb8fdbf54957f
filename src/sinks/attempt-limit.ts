/** What stands before each request of a batch: whether there is time, and whether there is a slot. */
import type { Retry } from "./bisect.ts";
import type { SinkPort } from "./sink.ts";

/** Delivery gives a call twenty seconds and forgets what a longer one learnt: so a call ends before, by itself. */
const ATTEMPT_MS = 18_000;

/** How long the requests of one call may go on. */
export interface AttemptLimit {
  /** Ends the requests. */
  readonly signal: AbortSignal;
  /** What a batch is given back with once it is over; null before. */
  over(): Retry | null;
}

/** Ends with what was told to stop, or when the time is over: then it is called so. */
export function limitAttempt(stop: AbortSignal, attemptMs = ATTEMPT_MS): AttemptLimit {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(attemptMs)]);
  return {
    signal,
    over: () => (signal.aborted ? { status: "retry", reason: stop.aborted ? "stopped" : "timed-out" } : null),
  };
}

/** Null if one more request of the batch may be made, else what the batch is given back with. */
export type RequestGate = () => Promise<Retry | null>;

/** The gate of one batch. It was claimed with one slot; each request but the first takes another. */
export function createRequestGate(port: Pick<SinkPort, "takeSlot">, limit: AttemptLimit): RequestGate {
  let hasSlot = true;
  return async () => {
    const over = limit.over();
    if (over !== null) return over;
    const wait = hasSlot ? null : await port.takeSlot();
    hasSlot = false;
    return wait === null ? null : { status: "retry", reason: "no-free-slot", retryAfterMs: wait };
  };
}
