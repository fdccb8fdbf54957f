import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";
import { durationSchema } from "./duration-schema.ts";

describe("parseDuration", () => {
  it.each([
    ["0s", 0],
    ["45s", 45_000],
    ["10m", 600_000],
    ["4h", 14_400_000],
    ["7d", 604_800_000],
    ["007d", 604_800_000],
  ])("understands %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "10", "m", "10 m", "10M", "-1h", "1.5h", "1h30m", "10ms", "1w", "1234567s", "1٣m", "10m\n"])(
    "refuses %j",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [999, "0s"],
    [90_000, "90s"],
    [600_000, "10m"],
    [86_400_000, "1d"],
    [90_000_000, "25h"],
    [-5_000, "0s"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("writes what parseDuration reads back unchanged", () => {
    const durations = fc.tuple(fc.nat(999_999), fc.constantFrom("s", "m", "h", "d")).map(([n, unit]) => `${n}${unit}`);

    fc.assert(
      fc.property(durations, (text) => {
        const ms = parseDuration(text) ?? Number.NaN;
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
      { seed: 1 },
    );
  });
});

describe("durationSchema", () => {
  const schema = durationSchema({ min: "1s", max: "1h" });

  it("gives milliseconds, and the bounds themselves are allowed", () => {
    expect(["1s", "10m", "60m"].map((text) => schema.parse(text))).toEqual([1_000, 600_000, 3_600_000]);
  });

  it.each(["0s", "61m", "1d"])("says the bounds when %s is outside", (text) => {
    expect(schema.safeParse(text).error?.issues[0]?.message).toBe("a duration from 1s to 1h");
  });

  it.each([["soon"], [15], [null]])("refuses %j once, without judging bounds", (value) => {
    expect(schema.safeParse(value).error?.issues).toHaveLength(1);
  });
});
