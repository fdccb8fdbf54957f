import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CUT_MARK, type FitRules, fitValues } from "./fit-values.ts";

const plain = (longest: number, total: number): FitRules => ({ write: (text) => text, longest, total });
const values = (rules: FitRules, ...texts: readonly string[]) =>
  fitValues(
    texts.map((value, i) => ({ name: `n${i}`, value })),
    rules,
  );

describe("values that have to fit", () => {
  it("stay whole as long as they do", () => {
    expect(values(plain(5, 10), "abcde", "é".repeat(2), "")).toEqual([
      { name: "n0", value: "abcde", isCut: false },
      { name: "n1", value: "éé", isCut: false },
      { name: "n2", value: "", isCut: false },
    ]);
  });

  it("are cut at the limit of one, the mark included", () => {
    expect(values(plain(8, 100), "abcdefghi", "🔒🔒🔒")).toMatchObject([{ value: "abcde…" }, { value: "🔒…" }]);
  });

  it("are cut where all together are too long, the longest first", () => {
    const fitted = values(plain(100, 40), "x".repeat(50), "y".repeat(10), "z".repeat(30));
    expect(fitted.map(({ value }) => value.length)).toEqual([13, 10, 13]);
  });

  it("hold as much of the beginning as there is room for, whole characters as written", () => {
    const units = ["a", "é", "€", "🔒", ",", "\ud800", "\udc00", "b".repeat(255), "c".repeat(256), "🔒".repeat(128)];
    const anyText = fc.string({ unit: fc.constantFrom(...units), maxLength: 40 });
    const write = (text: string): string => text.replaceAll(",", "%2C");
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), fc.integer({ min: 40, max: 3_000 }), (texts, longest) => {
        const rules = { write, longest, total: 4 * longest };
        const fitted = values(rules, ...texts);
        expect(Buffer.byteLength(fitted.map(({ value }) => value).join(""))).toBeLessThanOrEqual(rules.total);
        const cutSizes = fitted.filter(({ isCut }) => isCut).map(({ value }) => Buffer.byteLength(value));
        for (const [i, { value, isCut }] of fitted.entries()) {
          const whole = write((texts[i] ?? "").toWellFormed());
          if (!isCut) expect(value).toBe(whole);
          else {
            const kept = value.slice(0, -CUT_MARK.length);
            expect(value.endsWith(CUT_MARK) && whole.startsWith(kept)).toBe(true);
            expect(kept.isWellFormed() && !/%2?$/.test(kept)).toBe(true);
            // Another character would have been too much: no two cut ones differ by more than one.
            expect(Math.max(...cutSizes) - Buffer.byteLength(value)).toBeLessThan(4);
          }
        }
      }),
      { seed: 31, numRuns: 500 },
    );
  });
});
