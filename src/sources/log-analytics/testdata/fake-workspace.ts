import type { ApiOutcome, ApiRequest, Microsoft } from "../../../microsoft/microsoft.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Column } from "../kql.ts";

/** A row of a table in memory. */
export interface FakeRow {
  /** ISO 8601 UTC, when it became visible. */
  readonly arrived: string;
  /** TimeGenerated; when it arrived if absent. */
  readonly generated?: string;
  readonly cells: { readonly [column: string]: unknown };
}

/** One table in one workspace. It keeps the bounds of a query and its columns; its conditions are for the test to keep. */
export interface FakeTable {
  columns: readonly Column[];
  rows: readonly FakeRow[];
  /** Which rows a query of refusals gives; all if absent. */
  isRefusal?(row: FakeRow): boolean;
}

/** What a test sees of one query before it is answered. */
export interface FakeQuery {
  /** From 0. */
  readonly n: number;
  readonly kind: "schema" | "refusals" | "catalogue" | "other";
  readonly query: string;
  readonly headers: { readonly [name: string]: string };
  /** The rows of the answer. */
  readonly rows: number;
  /** The length of the window, milliseconds. */
  readonly length: number;
}

/** Decides about an answer; undefined leaves it as it is. */
export type Fault = (query: FakeQuery, answer: { readonly tables: readonly object[] }) => ApiOutcome | undefined;

export interface FakeWorkspace {
  readonly microsoft: Microsoft;
  readonly table: FakeTable;
  readonly queries: FakeQuery[];
  fault: Fault;
}

/** An answer with this status and body. */
export function answerOf(status: number, body: unknown = "", headers: readonly (readonly [string, string])[] = []): ApiOutcome {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, headers: new Map(headers), text };
}

/** A 200 that holds some rows and says that there are more. */
export function partialAnswer(answer: { readonly tables: readonly object[] }): ApiOutcome {
  return answerOf(200, { ...answer, error: { code: "PartialError", message: "…", details: [] } });
}

/** A workspace that answers the queries of this source from memory. */
export function createFakeWorkspace(table: FakeTable, clock: Clock): FakeWorkspace {
  const queries: FakeQuery[] = [];
  const workspace: FakeWorkspace = {
    table,
    queries,
    fault: () => undefined,
    microsoft: {
      credentials: "client-secret",
      async request(request) {
        if (request.signal.aborted) return { kind: "failed", reason: "aborted", sent: false };
        const { query, answer } = answerTo(request, table, clock.now(), queries.length);
        queries.push(query);
        return workspace.fault(query, answer) ?? answerOf(200, answer);
      },
      identify: async () => ({ clientId: null, objectId: null, roles: ["Data.Read"] }),
      close: async () => {},
    },
  };
  return workspace;
}

function answerTo({ body, headers = {} }: ApiRequest, table: FakeTable, now: number, n: number) {
  const { query } = JSON.parse(String(body)) as { readonly query: string };
  const kind = kindOf(query);
  const columns = kind === "schema" ? SCHEMA : columnsOf(query, table);
  const rows = kind === "schema" ? schemaRows(query, table, now) : rowsOf(query, kind, table, now);
  const answer = { tables: [{ name: "PrimaryResult", columns, rows }] };
  const [from = 0, to = 0] = bounds(query, "ingestion_time\\(\\)") ?? bounds(query, "TimeGenerated") ?? [];
  return { answer, query: { n, kind, query, headers, rows: rows.length, length: to - from } };
}

/** The queries that `check` counts with, by their words, and the columns of each. */
const COUNTED: readonly (readonly [string, readonly string[]])[] = [
  ["summarize Refusals = ", ["Refusals", "Latest", "Newest"]],
  ["by Literal = ", ["Literal", "Rows"]],
];

const SCHEMA = ["ColumnName", "ColumnType", "Now"].map((name) => ({ name, type: "string" }));

function kindOf(query: string): FakeQuery["kind"] {
  if (query.includes("| getschema")) return "schema";
  if (query.includes("| summarize LockbellAsOf")) return "catalogue";
  return query.includes("| project LockbellArrived") ? "refusals" : "other";
}

function schemaRows(query: string, { columns }: FakeTable, now: number): unknown[][] {
  const wanted: readonly string[] = query.toLowerCase().match(/"\w+"/g) ?? [];
  const all = [{ name: "TimeGenerated", type: "datetime" }, ...columns];
  const found = all.filter(({ name }) => wanted.includes(`"${name.toLowerCase()}"`));
  return found.map(({ name, type }) => [name, type, new Date(now).toISOString()]);
}

function rowsOf(query: string, kind: FakeQuery["kind"], table: FakeTable, now: number): unknown[][] {
  if (kind === "other") return [];
  const arrived = bounds(query, "ingestion_time\\(\\)") ?? [-Infinity, Infinity];
  const generated = bounds(query, "TimeGenerated") ?? [-Infinity, Infinity];
  return table.rows
    .filter((row) => Date.parse(row.arrived) <= now)
    .filter((row) => isWithin(row.arrived, arrived) && isWithin(row.generated ?? row.arrived, generated))
    .filter((row) => (table.isRefusal?.(row) ?? true) === (kind === "refusals"))
    .map((row) => outputs(query).map(({ from }) => cellOf(row, from)));
}

function columnsOf(query: string, { columns }: FakeTable): Column[] {
  const counted = COUNTED.find(([words]) => query.includes(words));
  if (counted !== undefined) return counted[1].map((name) => ({ name, type: "string" }));
  return outputs(query).map(({ name, from }) => ({ name, type: columns.find((one) => one.name === from)?.type ?? "string" }));
}

/** The columns of the answer, and which column of the table each is made of. */
function outputs(query: string): { readonly name: string; readonly from: string }[] {
  const list = /^.*\| project (.*)$/s.exec(query)?.[1]?.split(", ") ?? catalogueOutputs(query);
  return list.map((item) => {
    const [name = "", expression = name] = item.replace(/\['(\w+)'\]/g, "$1").split(" = ");
    return { name, from: /tostring\((\w+)\)/.exec(expression)?.[1] ?? expression };
  });
}

function catalogueOutputs(query: string): string[] {
  const [, keys = ""] = /\| summarize .* by (Lockbell_.*)$/s.exec(query) ?? [];
  return ["LockbellAsOf = TimeGenerated", ...keys.split(/, (?=Lockbell_)/)];
}

function cellOf(row: FakeRow, column: string): unknown {
  if (column === "ingestion_time()") return row.arrived;
  return column === "TimeGenerated" ? (row.generated ?? row.arrived) : (row.cells[column] ?? null);
}

function bounds(query: string, of: string): readonly [number, number] | undefined {
  const from = new RegExp(`${of} > datetime\\(([^)]*)\\)`).exec(query)?.[1];
  const to = new RegExp(`${of} <= datetime\\(([^)]*)\\)`).exec(query)?.[1];
  return from === undefined || to === undefined ? undefined : [Date.parse(from), Date.parse(to)];
}

function isWithin(time: string, [from, to]: readonly [number, number]): boolean {
  const ms = Date.parse(time);
  return ms > from && ms <= to;
}
