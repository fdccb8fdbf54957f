import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfter } from "./retry-after.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const HOUR = 3_600_000;
const read = (headers: Readonly<Record<string, string>>): number | undefined =>
  retryAfter(new Map(Object.entries(headers)), NOW);

describe("how long an answer asks to wait", () => {
  it.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": " 7 " }, 7_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after-ms": "250" }, 250],
    [{ "x-ms-retry-after-ms": "300", "retry-after": "9" }, 300],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT", date: "Sun, 22 Nov 2026 12:00:10 GMT" }, 20_000],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT", date: "yesterday" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "999999999999" }, HOUR],
    [{ "retry-after": "Sun, 22 Nov 2099 12:00:00 GMT" }, HOUR],
    [{}, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "1e9" }, undefined],
  ])("%j is %s ms", (headers, expected) => {
    expect(read(headers)).toBe(expected);
  });

  it("is never absurd, whatever is said", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (after, date) => {
        const wait = read({ "retry-after": after, "retry-after-ms": date, date }) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(HOUR);
      }),
      { seed: 3 },
    );
  });
});
