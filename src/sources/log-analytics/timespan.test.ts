import { expect, it } from "vitest";
import { formatTimespan, parseTimespan } from "./timespan.ts";

it.each([
  ["00:00:00", 0, "0s"],
  ["00:01:05.9999999", 65_000, "1m 5s"],
  ["1.02:03:04", 93_784_000, "1d 2h"],
  ["400.00:00:01", 34_560_001_000, "400d 1s"],
  ["-00:00:05", -5_000, "0s"],
])("the timespan %s is %d ms, %s", (text, ms, shown) => {
  expect(parseTimespan(text)).toBe(ms);
  expect(formatTimespan(ms)).toBe(shown);
});

it.each([null, 5, "", "1d", "1.2.3", "25 hours"])("%o is no timespan", (text) => {
  expect(parseTimespan(text)).toBeUndefined();
});
