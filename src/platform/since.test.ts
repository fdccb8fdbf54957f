import { describe, expect, it } from "vitest";
import { sinceSchema, sinceTime } from "./since.ts";

describe("since", () => {
  it.each([
    ["2026-11-18", "2026-11-18T00:00:00Z"],
    ["2026-11-18T06:30Z", "2026-11-18T06:30:00Z"],
    ["2026-11-18T06:30:15Z", "2026-11-18T06:30:15Z"],
    ["36h", "2026-11-19T18:00:00Z"],
  ])("reads since %s as %s", (since, expected) => {
    expect(sinceTime(since, Date.parse("2026-11-21T06:00:00Z"))).toBe(expected);
  });

  it.each(["yesterday", "2026-02-31", "2026-11-18T06:00:00", "2026-11-18T06:00:00+01:00", ""])("is not %j", (text) => {
    expect(sinceSchema.safeParse(text).success).toBe(false);
  });
});
