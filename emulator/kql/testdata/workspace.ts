import type { Cell, Column, StoredTable } from "../../tables.ts";
import type { QueryResult } from "../query-outcome.ts";
import { runQuery } from "../run-query.ts";

/** Noon of the day that all tests of the engine take for today. */
export const NOW = Date.UTC(2026, 10, 20, 12);

const PLAN = "74be27de-1e4e-49d9-b579-fe0b331d3642";
const BUDGET = "0d4ec2a8-6a7e-4c5b-9f3e-5a3f5b0c1d22";

/** A table whose rows became visible five minutes after the time in their first column. */
export function tableOf(name: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): StoredTable {
  return {
    name,
    columns,
    rows: rows.map((cells) => ({ cells, ingestedAt: Date.parse(String(cells[0])) + 5 * 60_000 })),
  };
}

/** What Contoso's people did with protected documents, a cell of every type. */
export const EVENTS: StoredTable = tableOf(
  "Events_CL",
  [
    { name: "TimeGenerated", type: "datetime" },
    { name: "ContentId_g", type: "guid" },
    { name: "Activity_s", type: "string" },
    { name: "UserId_s", type: "string" },
    { name: "ObjectId_s", type: "string" },
    { name: "Count_d", type: "real" },
    { name: "Size", type: "long" },
    { name: "Level", type: "int" },
    { name: "Protected_b", type: "bool" },
    { name: "Common", type: "dynamic" },
    { name: "Took", type: "timespan" },
    { name: "Price", type: "decimal" },
  ],
  [
    [
      "2026-11-18T00:02:52Z",
      PLAN.toUpperCase(),
      "Access",
      "anna@contoso.com",
      "C:\\plans\\Alpha plan.docx",
      1.5,
      10,
      1,
      true,
      '{"App":"Word","Tags":["a","b"]}',
      "00:00:01.5",
      "1.10",
    ],
    [
      "2026-11-19T08:00:00.1234567Z",
      PLAN,
      "AccessDenied",
      "ben@fabrikam.com",
      null,
      null,
      20,
      2,
      false,
      '{"App":"Excel","Tags":[]}',
      null,
      "2",
    ],
    [
      "2026-11-19T09:30:00Z",
      BUDGET,
      "AccessDenied",
      "ben@fabrikam.com",
      "",
      3,
      null,
      null,
      null,
      null,
      "1.00:00:00",
      null,
    ],
    ["2026-11-20T11:00:00Z", null, "Discover", "", "Budget 2026.XLSX", -2, 40, 4, true, "7", "00:00:00", "-0.5"],
  ],
);

/** The labels of Contoso's documents: a table without a time. */
export const LABELS: StoredTable = {
  name: "Labels",
  columns: [
    { name: "ContentId_g", type: "guid" },
    { name: "Label", type: "string" },
    { name: "Size", type: "string" },
  ],
  rows: [
    { cells: [PLAN, "Confidential", "big"], ingestedAt: NOW },
    { cells: [PLAN, "General", "small"], ingestedAt: NOW },
    { cells: ["99999999-0000-0000-0000-000000000000", "Public", "none"], ingestedAt: NOW },
  ],
};

/** Runs a query and gives its table; throws what a query is refused with. */
export function run(query: string, tables: readonly StoredTable[] = [EVENTS, LABELS]): QueryResult {
  const outcome = runQuery(query, { tables, now: NOW, timespan: null });
  if (outcome.kind === "refused") {
    throw new Error(`${outcome.code}: ${outcome.message}`);
  }
  return outcome;
}

/** The rows that a query gives. */
export function rowsOf(query: string, tables?: readonly StoredTable[]): QueryResult["rows"] {
  return run(query, tables).rows;
}

/** The names of the columns that a query gives. */
export function columnsOf(query: string): readonly string[] {
  return run(query).columns.map((column) => column.name);
}

/** The value of a scalar expression. */
export function scalar(expression: string): Cell | undefined {
  return rowsOf(`print value = ${expression}`)[0]?.[0];
}
