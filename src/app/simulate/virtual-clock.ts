import type { Clock } from "../../runtime/clock.ts";

/** A clock that stands still until it is set; whoever sleeps on it moves it, so that a month passes in seconds. */
export interface VirtualClock extends Clock {
  /** Sets it to a later time; to an earlier one it does not go back. */
  moveTo(time: number): void;
}

/** Starts at `time`, milliseconds since 1970 UTC. */
export function createVirtualClock(time: number): VirtualClock {
  let now = time;
  return {
    now: () => now,
    async sleep(ms) {
      now += Math.max(0, ms);
      // A simulation waits for nothing outside: here the process hears that it is asked to end.
      await new Promise((resolve) => setImmediate(resolve));
    },
    moveTo(later) {
      now = Math.max(now, later);
    },
  };
}
