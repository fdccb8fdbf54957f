import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeJson } from "./json.ts";

describe("safeJson", () => {
  it.each([
    ["\u009b31m", '"\\u009b31m"'],
    ["a\u202ecod.exe", '"a\\u202ecod.exe"'],
    ["\u200bx\ufeff", '"\\u200bx\\ufeff"'],
    ["\u{E0041}", '"\\udb40\\udc41"'],
    ["\u001b[2J", '"\\u001b[2J"'],
    ["Söhne عقد", '"Söhne عقد"'],
  ])("%j is written so that a terminal does nothing with it", (text, json) => {
    expect(safeJson(text)).toBe(json);
  });

  it("reads back as what it was, keys included, and holds nothing that acts", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });

    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text)), (value) => {
        const json = safeJson(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
