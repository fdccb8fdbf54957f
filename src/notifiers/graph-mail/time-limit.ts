/** Its reason says that the time was over, not that anybody wanted it to stop. */
const TIMED_OUT = new DOMException("The attempt took too long.", "TimeoutError");

/**
 * Does `work` with a signal that aborts when `signal` does or after `ms`. A timer of its own, because a signal of `AbortSignal.timeout` that is held by
 * `AbortSignal.any` alone may be collected before its time on Node 22.
 */
export async function withTimeLimit<T>(
  signal: AbortSignal,
  ms: number,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(TIMED_OUT), ms);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `withTimeLimit` has aborted it for its time. */
export function isTimedOut(signal: AbortSignal): boolean {
  return signal.reason === TIMED_OUT;
}
