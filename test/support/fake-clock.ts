import type { Clock } from "../../src/runtime/clock.ts";

/** A clock that stands still until it is moved; sleeping moves it at once. */
export interface FakeClock extends Clock {
  set(time: string | number): void;
  advance(ms: number): void;
}

/** Starts at `time`, ISO 8601 UTC. */
export function createFakeClock(time: string): FakeClock {
  let now = Date.parse(time);
  return {
    now: () => now,
    async sleep(ms) {
      now += Math.max(0, ms);
    },
    set(to) {
      now = typeof to === "number" ? to : Date.parse(to);
    },
    advance(ms) {
      now += ms;
    },
  };
}
