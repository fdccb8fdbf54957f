import { describe, expect, it } from "vitest";
import { formatVisibility, usualVisibility, visibleAt } from "./visibility.ts";

const at = (time: string): number => Date.parse(time);
const source = (settings: object) => ({ name: "s", type: "x", everyMs: 900_000, settings });
const workspace = (table: string, settle = 120_000) => source({ table, settle });
const usageLogs = source({ path: "logs/*.log" });

describe("when a refusal can be seen", () => {
  it.each([
    ["2026-10-01T00:00:00Z", "2026-10-02T00:00:00.000Z"],
    ["2026-10-01T23:59:59Z", "2026-10-02T00:00:00.000Z"],
    ["1969-12-31T12:00:00Z", "1970-01-01T00:00:00.000Z"],
  ])("with the log of its day: of %s at %s", (time, seen) => {
    expect(new Date(visibleAt(at(time), "day")).toISOString()).toBe(seen);
  });

  it("or so long after it happened", () => {
    expect(visibleAt(1_000, 300_000)).toBe(301_000);
  });

  it.each([
    ["usage logs come a day at a time", [usageLogs], "day"],
    ["and so do the tables filled from them", [workspace("mparr-usage"), workspace("mparr-tracking")], "day"],
    ["a workspace has rows within minutes, and they settle", [workspace("aip")], "5m"],
    ["the quickest of several sources decides", [usageLogs, workspace("custom", 600_000), workspace("aip")], "5m"],
    ["a document log tells of no refusal", [source({ path: "x.json" }), workspace("custom", 600_000)], "13m"],
  ])("%s", (_what, sources, expected) => {
    expect(formatVisibility(usualVisibility(sources))).toBe(expected);
  });
});
