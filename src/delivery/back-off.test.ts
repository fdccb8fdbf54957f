import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs } from "./back-off.ts";

describe("back-off", () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [12, 10_240_000],
    [13, 14_400_000],
    [20, 14_400_000],
  ])("waits after attempt %i at most %i ms", (attempt, ms) => {
    expect(backOffMs(attempt, 0)).toBe(ms);
  });

  it("is shortened by chance to no less than half, and never below what the provider asks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(10_000_000),
        (attempt, random, asked) => {
          const wait = backOffMs(attempt, random, asked);

          expect(wait).toBeGreaterThanOrEqual(asked);
          expect(wait).toBeGreaterThanOrEqual(backOffMs(attempt, 0) / 2 - 1);
          expect(wait).toBeLessThanOrEqual(Math.max(asked, backOffMs(attempt, 0)));
        },
      ),
      { seed: 1 },
    );
  });

  it("keeps trying for most of a day, at the least, before a person is needed", () => {
    let total = 0;
    for (let attempt = 1; attempt < 20; attempt += 1) total += backOffMs(attempt, 0.99);

    expect(total).toBeGreaterThan(16 * 3_600_000);
  });
});
