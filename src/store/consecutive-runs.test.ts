import fc from "fast-check";
import { expect, it } from "vitest";
import { consecutiveRuns } from "./consecutive-runs.ts";

it.each([
  ["nothing", [], 5, []],
  ["one", [7], 5, [[7, 7]]],
  ["neighbours", [7, 8, 9], 5, [[7, 9]]],
  [
    "more neighbours than fit",
    [1, 2, 3, 4, 5],
    2,
    [
      [1, 2],
      [3, 4],
      [5, 5],
    ],
  ],
  [
    "gaps",
    [1, 3, 4, 9],
    5,
    [
      [1, 1],
      [3, 4],
      [9, 9],
    ],
  ],
] as const)("%s: runs end at a gap and when they are full", (_name, seqs, longest, expected) => {
  expect(consecutiveRuns(seqs, longest).map(({ first, last }) => [first, last])).toEqual(expected);
});

it("runs hold exactly what was given, whatever it is", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), fc.integer({ min: 1, max: 6 }), (given, longest) => {
      const seqs = given.toSorted((a, b) => a - b);
      const runs = consecutiveRuns(seqs, longest);
      const held = runs.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

      expect(held).toEqual(seqs);
      expect(runs.every(({ first, last }) => last - first < longest)).toBe(true);
    }),
    { seed: 20261118 },
  );
});
