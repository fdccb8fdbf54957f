import { expect, test } from "vitest";
import { createResponseCache } from "./response-cache.ts";

/** What a request gets that comes so long after an answer was kept. */
function found(ageMs: number, asking?: string, keeping?: string): number | null {
  let now = 1_000_000;
  const cache = createResponseCache(() => now);
  cache.keep("query", keeping, "answer");
  now += ageMs;
  return cache.find("query", asking)?.age ?? null;
}

test.each<[string, number, string | undefined, string | undefined, number | null]>([
  ["at once", 0, undefined, undefined, 0],
  ["almost two minutes old", 119_999, undefined, undefined, 119],
  ["two minutes old", 120_000, undefined, undefined, null],
  ["not asked for", 0, "no-cache", undefined, null],
  ["not asked for, among others", 0, "private, No-Cache", undefined, null],
  ["young enough", 5_000, "max-age=5", undefined, 5],
  ["too old for this client", 6_000, "max-age=5", undefined, null],
  ["not to be kept", 0, undefined, "no-store", null],
  ["kept by who wanted a fresh one", 1_000, undefined, "no-cache", 1],
])("an answer %s", (_case, ageMs, asking, keeping, age) => {
  expect(found(ageMs, asking, keeping)).toBe(age);
});

test("what was not asked before is not found, and a later answer replaces an earlier one", () => {
  const cache = createResponseCache(() => 0);
  cache.keep("a", undefined, "one");
  cache.keep("a", undefined, "two");
  expect(cache.find("a", undefined)?.text).toBe("two");
  expect(cache.find("b", undefined)).toBeNull();
});

test("it does not grow without end: the oldest go, and one too large is not kept", () => {
  const cache = createResponseCache(() => 0);
  const seven = "x".repeat(7_000_000);
  for (const key of ["a", "b", "c", "d", "e"]) {
    cache.keep(key, undefined, seven);
  }
  cache.keep("large", undefined, "x".repeat(9_000_000));
  expect(["a", "b", "e", "large"].map((key) => cache.find(key, undefined) !== null)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
