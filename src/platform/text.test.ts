import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ISOLATE_END, ISOLATE_START, isolate, shorten, visibleText } from "./text.ts";

const graphemes = (text: string): number =>
  [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].length;

describe("what is seen is what is there", () => {
  it.each([
    ["plain", "Q3 forecast.xlsx", "Q3 forecast.xlsx"],
    ["line breaks", "Q3\r\nBcc: evil@fabrikam.com", "Q3 Bcc: evil@fabrikam.com"],
    ["line and paragraph separators", "a\u2028b\u2029c\u0085d", "a b c d"],
    ["C0 and C1 controls", "a\u0000b\u001bc\u009bd", "a b c d"],
    ["a name that pretends another extension", "annual\u202Excod.exe", "annualxcod.exe"],
    ["isolates that never end", "\u2066\u2067\u2068a\u2069", "a"],
    ["zero-width characters", "pay\u200B\u200C\u200D\u2060\uFEFFroll.docx", "payroll.docx"],
    ["fillers and tags", "a\u3164\u115F\u{E0041}\u180Eb", "ab"],
    ["soft hyphens and variation selectors", "co\u00ADop\uFE0F", "coop"],
    ["blanks of every width", "  a\u00A0\u2003\u3000\u2800 b  ", "a b"],
    ["a lone surrogate", "a\uD83Db", "a\uFFFDb"],
    ["decomposed letters", "So\u0308hne", "S\u00F6hne"],
    ["marks piled upon a letter", `a${"\u0316".repeat(50)}b`, "a\u0316\u0316\u0316b"],
    ["right-to-left letters stay", "عقد الشراكة.docx", "عقد الشراكة.docx"],
    ["nothing but controls", "\u200B\u0007\u202E", ""],
  ])("%s", (_case, text, shown) => {
    expect(visibleText(text, 80)).toBe(shown);
  });

  it("too long a name keeps its extension", () => {
    expect(visibleText(`${"Very long name ".repeat(70)}final.docx`, 40)).toBe(
      "Very long name Very long n…me final.docx",
    );
    expect(visibleText("abcdefghij.docx", 10)).toBe("abcdef…ocx");
  });

  it("a family counts as one character and is never cut in two", () => {
    expect(shorten("👩🏽‍🚀".repeat(12), 10)).toBe(`${"👩🏽‍🚀".repeat(6)}…${"👩🏽‍🚀".repeat(3)}`);
  });

  it("any text becomes one well-formed line within the limit, and a second pass changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 3, max: 60 }), (text, max) => {
        const shown = visibleText(text, max);
        expect(shown).toBe(visibleText(shown, max));
        expect(graphemes(shown)).toBeLessThanOrEqual(max);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\p{Default_Ignorable_Code_Point}]|^\s|\s$|\s\s/u);
      }),
      { seed: 21, numRuns: 1_000 },
    );
  });

  it("ten million characters cost no time", () => {
    const started = performance.now();
    expect(graphemes(visibleText(`${"x\u0316".repeat(5_000_000)}.docx`, 60))).toBeLessThanOrEqual(60);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("an isolate encloses", () => {
    expect(isolate("عقد")).toBe(`${ISOLATE_START}عقد${ISOLATE_END}`);
  });
});
