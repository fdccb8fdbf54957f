import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateLimit } from "./delivery-store.ts";
import { longestWindow, readSlots } from "./pacing-window.ts";

const MINUTE = 60_000;

describe("pacing", () => {
  it.each<[string, RateLimit[], number[], { free: number; nextAt: number | null }]>([
    ["no limits, no end of slots", [], [1, 2, 3], { free: Number.POSITIVE_INFINITY, nextAt: null }],
    ["nothing taken yet", [{ count: 2, perMs: 100 }], [], { free: 2, nextAt: null }],
    ["one taken", [{ count: 2, perMs: 100 }], [950], { free: 1, nextAt: null }],
    ["all taken: the oldest leaves first", [{ count: 2, perMs: 100 }], [920, 950], { free: 0, nextAt: 1020 }],
    ["a slot is free again exactly when its window ends", [{ count: 1, perMs: 100 }], [900], { free: 1, nextAt: null }],
    ["and not a millisecond before", [{ count: 1, perMs: 100 }], [901], { free: 0, nextAt: 1001 }],
    [
      "the strictest of several limits counts, and the latest end",
      [
        { count: 1, perMs: 10 },
        { count: 3, perMs: 1000 },
      ],
      [500, 600, 995],
      { free: 0, nextAt: 1500 },
    ],
    [
      "more taken than allowed now (the limit was lowered)",
      [{ count: 1, perMs: 100 }],
      [920, 950],
      { free: 0, nextAt: 1050 },
    ],
    ["a limit of none never frees", [{ count: 0, perMs: 100 }], [], { free: 0, nextAt: null }],
    ["a slot from the future counts", [{ count: 1, perMs: 100 }], [5000], { free: 0, nextAt: 5100 }],
  ])("%s", (_case, limits, taken, expected) => {
    expect(readSlots(limits, taken, 1000)).toEqual(expected);
  });

  it("looks back as far as its longest window", () => {
    expect(longestWindow([])).toBe(0);
    expect(
      longestWindow([
        { count: 30, perMs: MINUTE },
        { count: 10_000, perMs: 24 * 60 * MINUTE },
      ]),
    ).toBe(24 * 60 * MINUTE);
  });

  it("never lets more through a window than the limit, whoever asks when", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 60 }),
        fc.array(fc.record({ count: fc.integer({ min: 1, max: 5 }), perMs: fc.integer({ min: 1, max: 200 }) }), {
          minLength: 1,
          maxLength: 3,
        }),
        (waits, limits) => {
          const taken: number[] = [];
          let now = 0;
          for (const wait of waits) {
            now += wait;
            if (readSlots(limits, taken, now).free > 0) taken.push(now);
          }
          for (const { count, perMs } of limits) {
            for (const start of taken)
              expect(taken.filter((at) => at >= start && at < start + perMs).length).toBeLessThanOrEqual(count);
          }
        },
      ),
      { seed: 20261118, numRuns: 300 },
    );
  });
});
