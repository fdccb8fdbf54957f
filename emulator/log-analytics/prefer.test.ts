import { expect, test } from "vitest";
import { readPreferences } from "./prefer.ts";

const NOTHING = { wait: 180, statistics: false, render: false, dataSources: false, permissions: false };

test.each<[string | string[] | undefined, Partial<typeof NOTHING>]>([
  [undefined, {}],
  ["wait=30", { wait: 30 }],
  ["wait=600,include-statistics=true,include-render=true", { wait: 600, statistics: true, render: true }],
  ["Include-DataSources=True; include-permissions=true", { dataSources: true, permissions: true }],
  [["wait=5", "include-statistics=true"], { wait: 5, statistics: true }],
  ['wait="7"', { wait: 7 }],
  ["wait=6000", { wait: 600 }],
  ["wait=0", {}],
  ["wait=soon, include-statistics=yes, respond-async", {}],
])("Prefer: %s", (header, expected) => {
  expect(readPreferences(header)).toEqual({ ...NOTHING, ...expected });
});
