import { describe, expect, it } from "vitest";
import { STARTING_POINT_PART, startingPoint } from "./starting-point.ts";

const NOW = Date.parse("2026-11-21T06:00:00Z");
const STORED = JSON.stringify({ since: "1d", from: "2026-11-11T00:00:00Z" });
const ANEW = {
  from: "2026-11-20T06:00:00Z",
  move: { part: STARTING_POINT_PART, value: '{"since":"1d","from":"2026-11-20T06:00:00Z"}' },
  isStored: true,
};

describe("the starting point", () => {
  it("is nowhere without since, whatever was stored", () => {
    expect(startingPoint(undefined, STORED, NOW)).toEqual({ from: undefined, move: null, isStored: false });
  });

  it("is the time that is written down, whatever was stored", () => {
    const from = "2026-11-18T06:00:00Z";
    expect(startingPoint(from, STORED, NOW)).toEqual({ from, move: null, isStored: false });
  });

  it("is a duration before the first pull, and stays there", () => {
    expect(startingPoint("1d", undefined, NOW)).toEqual(ANEW);
    const later = startingPoint("1d", ANEW.move.value, NOW + 2 * 86_400_000);
    expect(later).toEqual({ from: ANEW.from, move: null, isStored: true });
  });

  it("is settled anew for another duration", () => {
    expect(startingPoint("2d", STORED, NOW)).toMatchObject({ from: "2026-11-19T06:00:00Z", isStored: true });
  });

  it.each(["", "{", "null", "[]", '{"since":"1d"}', '{"since":"1d","from":"yesterday"}', '{"since":"1d","from":""}'])(
    "is settled anew when what was stored is %j",
    (stored) => {
      expect(startingPoint("1d", stored, NOW)).toEqual(ANEW);
    },
  );
});
