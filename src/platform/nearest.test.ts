import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const KEYS = ["sources", "sinks", "notices", "notifiers", "tenantId"];

describe("nearest", () => {
  it.each([
    ["source", "sources"],
    ["souces", "sources"],
    ["Sinks", "sinks"],
    ["notifier", "notifiers"],
    ["tenantid", "tenantId"],
    ["tennantID", "tenantId"],
    ["snkis", "sinks"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, KEYS)).toBe(meant);
  });

  it.each(["", "cloud", "x", "s", `sources${"s".repeat(100)}`])("guesses nothing for %j", (word) => {
    expect(nearest(word, KEYS)).toBeNull();
  });

  it("guesses nothing where nothing is allowed", () => {
    expect(nearest("path", [])).toBeNull();
  });
});
