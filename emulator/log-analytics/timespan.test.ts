import fc from "fast-check";
import { expect, test } from "vitest";
import { intersect, parseTimespan } from "./timespan.ts";

const NOW = Date.UTC(2026, 10, 20, 12);

test.each<[string, string, string]>([
  ["PT1H", "2026-11-20T11:00:00.000Z", "2026-11-20T12:00:00.000Z"],
  ["P1D", "2026-11-19T12:00:00.000Z", "2026-11-20T12:00:00.000Z"],
  ["P1DT2H30M1.5S", "2026-11-19T09:29:58.500Z", "2026-11-20T12:00:00.000Z"],
  ["P2W", "2026-11-06T12:00:00.000Z", "2026-11-20T12:00:00.000Z"],
  ["P1M", "2026-10-21T12:00:00.000Z", "2026-11-20T12:00:00.000Z"],
  ["2026-01-01/2026-01-02", "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"],
  ["2026-01-01T00:00:00Z/2026-01-01T01:00:00.1234567Z", "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.123Z"],
  ["2026-01-01T00:00:00/PT1H", "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z"],
  ["PT1H/2026-01-01T00:00:00Z", "2025-12-31T23:00:00.000Z", "2026-01-01T00:00:00.000Z"],
  ["2026-01-01T02:00:00+02:00/PT1S", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z"],
  ["2026-01-01/2026-01-01", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"],
])("%s is from %s to %s", (text, from, to) => {
  const span = parseTimespan(text, NOW);
  expect([span?.from, span?.to].map((at) => new Date(at ?? 0).toISOString())).toEqual([from, to]);
});

test.each([
  "",
  "P",
  "PT",
  "P1DT",
  "1h",
  "pt1h",
  "yesterday",
  "2026-01-01",
  "/PT1H",
  "2026-01-02/2026-01-01",
  "2026-13-01/P1D",
  "PT1H/PT1H",
  "2026-01-01/P1D/P1D",
])("%j is no timespan", (text) => {
  expect(parseTimespan(text, NOW)).toBeNull();
});

const span = fc
  .tuple(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: 0, max: 500 }))
  .map(([from, length]) => ({ from, to: from + length }));

test("two spans leave exactly what is in both, and none leaves the other as it is", () => {
  fc.assert(
    fc.property(span, span, fc.integer({ min: -1_200, max: 1_700 }), (a, b, at) => {
      const both = intersect(a, b);
      const isIn = ({ from, to }: { from: number; to: number }) => from <= at && at < to;
      expect(both !== null && isIn(both)).toBe(isIn(a) && isIn(b));
      expect(intersect(a, null)).toEqual(a);
      expect(intersect(null, a)).toEqual(a);
    }),
    { seed: 7 },
  );
  expect(intersect(null, null)).toBeNull();
});
