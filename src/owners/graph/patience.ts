import type { Clock } from "../../runtime/clock.ts";

/** How long a step may be kept by a directory in trouble, in one run. Slow answers are no trouble. */
const LIMIT_MS = 30_000;

/** How much longer a directory in trouble is waited for, and until when it is left alone. One for all requests of a run. */
export interface Patience {
  /** A request that began at `startedAt` has come to nothing by now. */
  lost(startedAt: number): void;
  /** Leaves the directory alone for that long; false, and nothing is done, if that is longer than it is waited for. */
  pause(ms: number): boolean;
  /** Resolves when the directory may be asked, or at once when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
}

/** A whole run's patience. Time that several requests lose at once counts once. */
export function createPatience(clock: Clock): Patience {
  let spentMs = 0;
  let countedUntil = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const uncounted = (from: number, to: number): number => Math.max(0, to - Math.max(from, countedUntil));
  const count = (from: number, to: number): void => {
    spentMs += uncounted(from, to);
    countedUntil = Math.max(countedUntil, to);
  };
  return {
    lost: (startedAt) => count(startedAt, clock.now()),
    pause(ms) {
      const now = clock.now();
      if (spentMs + uncounted(now, now + ms) > LIMIT_MS) return false;
      count(now, now + ms);
      pausedUntil = Math.max(pausedUntil, now + ms);
      return true;
    },
    async ready(signal) {
      // While one waited, another may have been told to wait longer.
      while (!signal.aborted && clock.now() < pausedUntil) await clock.sleep(pausedUntil - clock.now(), signal);
    },
  };
}
