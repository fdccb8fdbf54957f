import { ATTEMPT_MS } from "./channel.ts";

/** What `bounded` answers for work that took too long or threw. */
export interface Bounds<T> {
  readonly timedOut: T;
  readonly threw: (error: unknown) => T;
}

/**
 * Does one step with the outside world, for no longer than an attempt may take, whether or not the step listens to its signal: a hung
 * file system or provider must not hang the run. A step that is aborted must do nothing more that anybody could see.
 */
export async function bounded<T>(work: (signal: AbortSignal) => Promise<T>, bounds: Bounds<T>): Promise<T> {
  const signal = AbortSignal.timeout(ATTEMPT_MS);
  const late = new Promise<T>((resolve) => {
    signal.addEventListener("abort", () => resolve(bounds.timedOut), { once: true });
  });
  try {
    return await Promise.race([work(signal), late]);
  } catch (error) {
    return bounds.threw(error);
  }
}
