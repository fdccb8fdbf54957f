import { expect, it } from "vitest";
import { documentLogConfig } from "./config.ts";

it.each(["documents.json", ["documents/*.json", "old/*.json.gz"]])("takes the path %j", (path) => {
  expect(documentLogConfig.parse({ path })).toEqual({ path });
});

it.each([{}, { path: "" }, { path: [] }, { path: 1 }, { path: "a", since: "7d" }])("refuses %j", (config) => {
  expect(documentLogConfig.safeParse(config).success).toBe(false);
});
