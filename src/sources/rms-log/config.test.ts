import { describe, expect, it } from "vitest";
import { rmsLogConfig } from "./config.ts";

describe("the configuration of a rms-log source", () => {
  it("needs a path and nothing else", () => {
    expect(rmsLogConfig.parse({ path: "logs/rmslog-*.log" })).toEqual({
      path: "logs/rmslog-*.log",
      results: {},
      licenceRequests: [],
    });
  });

  it("takes several paths, literals with their meaning, and more licence requests", () => {
    const written = { path: ["a/*", "b\\*"], since: "7d", results: { NotLicensed: "refused" }, licenceRequests: ["X"] };
    expect(rmsLogConfig.parse(written)).toEqual(written);
  });

  it.each([
    ["no path", {}],
    ["an empty path", { path: "" }],
    ["no path among none", { path: [] }],
    ["an unknown key", { path: "*", paths: "*" }],
    ["a meaning nobody knows", { path: "*", results: { X: "denied" } }],
    ["a since that is no time", { path: "*", since: "yesterday" }],
    ["a since without its day", { path: "*", since: "2026-02-31" }],
    ["a since in local time", { path: "*", since: "2026-11-18T06:00:00" }],
  ])("refuses %s", (_, value) => {
    expect(rmsLogConfig.safeParse(value).success).toBe(false);
  });

  it("documents every key", () => {
    for (const schema of Object.values(rmsLogConfig.shape)) expect(schema.description).toMatch(/\.$/);
  });
});
