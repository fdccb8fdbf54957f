import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { occurrences } from "./occurrences.ts";

describe("every place where a piece stands in a text", () => {
  it.each([
    ["abcabc", "bc", [1, 4]],
    ["aaaa", "aa", [0, 1, 2]],
    ["aabaabaab", "aabaab", [0, 3]],
    ["a", "a", [0]],
    ["a", "aa", []],
    ["abc", "", []],
    ["", "a", []],
  ])("%j, %j: %j", (text, piece, places) => {
    expect([...occurrences(text, piece)]).toEqual(places);
  });

  it("is where indexOf finds it", () => {
    const letters = fc.constantFrom("a", "b");
    const piece = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 60 }), piece, (text, sought) => {
        const places: number[] = [];
        for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) places.push(at);
        expect([...occurrences(text, sought)]).toEqual(places);
      }),
      { seed: 23, numRuns: 1_000 },
    );
  });
});
