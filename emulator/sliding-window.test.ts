import fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingWindow } from "./sliding-window.ts";

test("never more than the limit in any stretch of the window's length, and never less than would fit", () => {
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 40 }), cost: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (asked) => {
      const [limit, length] = [10, 100];
      const window = new SlidingWindow(limit, length);
      const taken: { at: number; cost: number }[] = [];
      let now = 0;
      for (const { wait, cost } of asked) {
        now += wait;
        const used = taken.filter(({ at }) => at > now - length).reduce((sum, entry) => sum + entry.cost, 0);
        const fits = used + cost <= limit;
        expect(window.used(now)).toBe(used / limit);
        expect(window.take(now, cost)).toBe(fits);
        if (fits) taken.push({ at: now, cost });
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("how long it takes until something is free", () => {
  const window = new SlidingWindow(2, 100);
  expect(window.wait(0)).toBe(0);
  window.take(5);
  window.take(50);
  expect(window.wait(60)).toBe(45);
  expect(window.wait(105)).toBe(45);
  expect(window.wait(150)).toBe(0);
});
