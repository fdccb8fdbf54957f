import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trimEndOf, trimStartOf } from "./trim.ts";

describe("trimming by counting", () => {
  it.each([
    ["  a b  ", " ", "a b  ", "  a b"],
    ["//a/ /", "/ ", "a/ /", "//a"],
    ["a", " ", "a", "a"],
    ["   ", " ", "", ""],
    ["", " ", "", ""],
    ["\ta ", " ", "\ta ", "\ta"],
  ])("%j without %j", (text, characters, withoutStart, withoutEnd) => {
    expect(trimStartOf(text, characters)).toBe(withoutStart);
    expect(trimEndOf(text, characters)).toBe(withoutEnd);
  });

  it("does what the pattern would do", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(" ", "/", ".", "a") }), (text) => {
        expect(trimStartOf(text, "/ ")).toBe(text.replace(/^[/ ]+/, ""));
        expect(trimEndOf(text, "/ ")).toBe(text.replace(/[/ ]+$/, ""));
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});
