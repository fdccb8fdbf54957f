import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkWorkspace } from "./check-workspace.ts";
import { type Column, isTableName, textList, textLiteral } from "./kql.ts";
import { analyse } from "./testdata/language-service.ts";
import { PulledWorkspace, type WorkspaceConfig } from "./testdata/pull-workspace.ts";
import { COLUMN_TYPES, TABLE_SCHEMAS } from "./testdata/table-schemas.ts";

const CANARY = "canary";
const KINDS = ["aip", "mparr-usage", "mparr-tracking"] as const;
const USUAL = {
  aip: "InformationProtectionLogs_CL",
  "mparr-usage": "RMSData_CL",
  "mparr-tracking": "RMSDataDetails_CL",
};

/** Every query of two pulls and a check of a table with these columns. */
async function queriesFor(columns: readonly Column[], config: WorkspaceConfig): Promise<readonly string[]> {
  const others = columns.filter(({ name }) => name !== "TimeGenerated");
  const place = new PulledWorkspace({ columns: others, rows: [], isRefusal: () => true }, config);
  const first = await place.pull();
  place.clock.advance(86_400_000);
  await place.pull(first);
  const signal = new AbortController().signal;
  for await (const finding of checkWorkspace(place.config, place.settings, signal)) expect(finding.detail).not.toBe("");
  // Windows differ by their times alone.
  const shapes = new Map(place.workspace.queries.map(({ query }) => [query.replace(/datetime\(.*?\)/g, ""), query]));
  return [...shapes.values()];
}

describe("every query", () => {
  it.each(KINDS)("for %s is one Microsoft's language service takes", async (table) => {
    const columns = TABLE_SCHEMAS[table];
    const queries = await queriesFor(columns, { table });
    expect(queries.length).toBeGreaterThan(3);
    for (const query of queries) expect([query, analyse(query, USUAL[table], columns).errors]).toEqual([query, []]);
  });

  it.each(KINDS)("for %s is taken whichever columns there are, and whatever their type", async (table) => {
    const usual = TABLE_SCHEMAS[table].filter(({ name }) => name !== "TimeGenerated");
    const column = ({ name }: Column) => {
      const names = ["_s", "_g", ""].map((suffix) => name.replace(/_[sgtb]$/, suffix));
      const another = { name: fc.constantFrom(name, ...names), type: fc.constantFrom(...COLUMN_TYPES) };
      return fc.option(fc.record(another), { freq: 20, nil: undefined });
    };
    const schemas = fc.tuple(...usual.map(column)).map((found) => found.filter((one) => one !== undefined));
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(schemas, async (some) => {
        const byName = new Map(some.map((one) => [one.name, one]));
        const columns = [{ name: "TimeGenerated", type: "datetime" }, ...byName.values()];
        for (const query of await queriesFor(columns, { table })) {
          taken += query.includes("| project LockbellArrived") ? 1 : 0;
          expect([query, analyse(query, USUAL[table], columns).errors]).toEqual([query, []]);
        }
      }),
      { seed: 20261121, numRuns: 10 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it.each(KINDS)("for %s holds nothing of the configuration but the table's name", async (table) => {
    const config = {
      table,
      tableName: "Others_CL",
      since: "2026-11-20",
      results: { [CANARY]: "refused", Success: "refused" },
      licenceRequests: [CANARY, "Certify"],
    } satisfies WorkspaceConfig;
    const queries = await queriesFor(TABLE_SCHEMAS[table], config);
    for (const query of queries) {
      expect(query).not.toContain(CANARY);
      expect(query.startsWith("Others_CL\n")).toBe(true);
      if (!query.includes("getschema")) expect(query).not.toContain('"Certify"');
    }
  });

  it("excludes on the server only what configuration has not given another meaning", async () => {
    const refusals = async (config: WorkspaceConfig): Promise<string> => {
      const queries = await queriesFor(TABLE_SCHEMAS["mparr-usage"], { table: "mparr-usage", ...config });
      return queries.find((query) => query.includes("project LockbellArrived")) ?? "";
    };
    expect(await refusals({})).toContain(
      `tostring(['result_s']) !in~ ("Success", "'Success'", "‘Success’", '"Success"', "“Success”")`,
    );
    expect(await refusals({ results: { Success: "service-error" } })).not.toContain('!in~ ("Success"');
    expect(await refusals({})).toContain('"Certify"');
    expect(await refusals({ licenceRequests: ["certify"] })).not.toContain('"Certify"');
  });
});

describe("a query of one's own", () => {
  const columns = [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Who", type: "string" },
    { name: "What", type: "guid" },
    { name: "Status", type: "string" },
  ];
  const query =
    "| where Status == 'denied' // only those\n| project OccurredAt = TimeGenerated, Actor = Who, ContentId = What // all";

  it("stands behind our bounds, and nothing it ends with can swallow what follows", async () => {
    const place = new PulledWorkspace({ columns: [], rows: [] }, { table: "custom", from: "Mine_CL", query });
    place.workspace.fault = ({ query: sent, kind }) => {
      const { errors, columns: given } = analyse(sent, "Mine_CL", columns);
      expect([sent, errors]).toEqual([sent, []]);
      if (kind !== "schema") return undefined;
      const isOwn = sent.includes("Who");
      const rows = (isOwn ? ["OccurredAt", "Actor", "ContentId"] : ["TimeGenerated"]).map((name) => [
        name,
        "string",
        null,
      ]);
      const table = { name: "PrimaryResult", columns: given.map((name) => ({ name, type: "string" })), rows };
      return { kind: "answer", status: 200, headers: new Map(), text: JSON.stringify({ tables: [table] }) };
    };
    const { troubles } = await place.pull();
    expect(troubles).toEqual([]);
    const last = place.workspace.queries.at(-1)?.query ?? "";
    expect(last.indexOf("ingestion_time() <=")).toBeLessThan(last.indexOf("Status"));
    expect(last.endsWith("\n| project ['OccurredAt'], ['Actor'], ['ContentId']")).toBe(true);
  });
});

describe("what gets into a query", () => {
  it.each([
    ["Success", '"Success"'],
    ["'Success'", `"'Success'"`],
    ['"Success"', `'"Success"'`],
    ["“Success”", '"“Success”"'],
  ])("%s is the literal %s", (text, literal) => {
    expect(textLiteral(text)).toBe(literal);
    expect(analyse(`T | where A == ${literal}`, "T", [{ name: "A", type: "string" }]).errors).toEqual([]);
  });

  it.each(["RMSData_CL", "_x", "InformationProtectionEvents"])("%s is the name of a table", (name) => {
    expect(isTableName(name)).toBe(true);
  });

  it.each(["", "1_CL", "A B", "A|take 1", "A;B", "['A']", "A//", "Ä", "print", "UNION", "x".repeat(200)])(
    "%j is none",
    (name) => {
      expect(isTableName(name)).toBe(false);
    },
  );

  it.each([`a"'b`, "a\\b", "a\nb", "a//b"])("%j is no literal of ours", (text) => {
    expect(() => textLiteral(text)).toThrow(RangeError);
    expect(() => textList(["a", text])).toThrow(RangeError);
  });
});
