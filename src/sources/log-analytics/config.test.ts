import { describe, expect, it } from "vitest";
import { logAnalyticsConfig } from "./config.ts";

const ID = "c44f5660-1ce2-4508-a762-a7a0e415d5af";

describe("the configuration of a log-analytics source", () => {
  it("needs a workspace and a table", () => {
    expect(logAnalyticsConfig.parse({ workspaceId: ID, table: "aip" })).toEqual({
      ...{ workspaceId: ID, table: "aip", since: "24h", results: {}, licenceRequests: [] },
      ...{ lookback: 172_800_000, settle: 120_000, catalogueSince: 7_776_000_000, limits: { wait: 180_000 } },
    });
  });

  it("takes a query of one's own with the table it reads", () => {
    const own = { workspaceId: ID, table: "custom", from: "Mine_CL", query: "where true" };
    expect(logAnalyticsConfig.parse(own)).toMatchObject(own);
  });

  it.each([
    ["a name for the id", { workspaceId: "contoso-logs" }, "workspaceId"],
    ["an unknown table", { table: "purview" }, "table"],
    ["a table's name with more in it", { tableName: "A | take 1" }, "tableName"],
    ["custom without its table", { table: "custom", query: "where true" }, "from"],
    ["custom without its query", { table: "custom", from: "Mine_CL" }, "query"],
    ["custom with a table's other name", { table: "custom", from: "A", query: "x", tableName: "B" }, "tableName"],
    ["a query for another kind", { query: "where true" }, "query"],
    ["a table for another kind", { from: "Mine_CL" }, "from"],
    ["a longer wait than the service allows", { limits: { wait: "11m" } }, "limits"],
    ["a since that is no time", { since: "yesterday" }, "since"],
    ["an unknown key", { lookBack: "2d" }, undefined],
  ])("refuses %s", (_, change, key) => {
    const result = logAnalyticsConfig.safeParse({ workspaceId: ID, table: "aip", ...change });
    expect(result.error?.issues.map(({ path }) => path[0])).toEqual([key]);
  });

  it.each([
    [{ table: "custom", query: "x" }, "the table the query reads, for table: custom"],
    [{ table: "custom", from: "A" }, "KQL behind the table, for table: custom"],
    [{ table: "aip", query: "x" }, "only for table: custom"],
  ])("says what is needed or allowed, to stand behind just that word: %j", (change, message) => {
    const result = logAnalyticsConfig.safeParse({ workspaceId: ID, ...change });
    expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it("documents every key", () => {
    for (const schema of Object.values(logAnalyticsConfig.shape)) expect(schema.description).toMatch(/\.$/);
  });
});
