import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runQuery } from "../kql/run-query.ts";
import { indicator } from "../sentinel/testing/objects.ts";
import { rowsOf, threatIntelTables } from "../sentinel/threat-intel-tables.ts";
import type { StoredTable } from "../tables.ts";
import { EXAMPLE_QUERIES, firstRows } from "./example-queries.ts";
import { NOW, TABLE } from "./testing/page-state.ts";

describe("an example", () => {
  it.each(EXAMPLE_QUERIES)("gives rows for the sample tenant: $title", ({ table, text }) => {
    const outcome = runQuery(text, { tables: [sampleTable(table)], now: NOW, timespan: null });
    expect(outcome).toMatchObject({ kind: "rows" });
    expect(outcome.kind === "rows" && outcome.rows.length).toBeGreaterThan(1);
  });

  it("names the document of a refusal where a label row tells it", () => {
    const { table, text } = EXAMPLE_QUERIES.find(({ title }) => title === "Refusals with name and label") ?? {
      table: "",
      text: "",
    };
    const outcome = runQuery(text, { tables: [sampleTable(table)], now: NOW, timespan: null });
    const documents = outcome.kind === "rows" ? outcome.rows.map((row) => row[3]) : [];
    expect(documents).toContainEqual(expect.stringMatching(/\.(?:docx|xlsx)$/));
    expect(documents).toContainEqual(expect.toSatisfy((name) => name === "" || name === null));
  });
});

describe("firstRows", () => {
  it.each(["RMSData_CL", "Odd name", "a'b\\c", "2026_CL", "where"])(
    "asks a table called %j, and nothing else",
    (name) => {
      const outcome = runQuery(firstRows(name), { tables: [{ ...TABLE, name }], now: NOW, timespan: null });
      expect(outcome).toMatchObject({ kind: "rows", columns: TABLE.columns });
    },
  );
});

function sampleTable(name: string): StoredTable {
  const empty = threatIntelTables().find((table) => table.name === name);
  if (empty !== undefined) {
    const around = { tenantId: "t", workspaceId: "w", sourceSystem: "Lockbell", now: NOW };
    const { rows } = rowsOf(indicator(), around);
    return { ...empty, rows: rows.map((cells) => ({ cells, ingestedAt: NOW - 60_000 })) };
  }
  const file = new URL(`../../samples/log-analytics/${name}.json`, import.meta.url);
  const [table] = JSON.parse(readFileSync(file, "utf8")).tables;
  const rows = table.rows.map((cells: StoredTable["rows"][number]["cells"]) => ({ cells, ingestedAt: NOW - 60_000 }));
  return { name, columns: table.columns, rows };
}
