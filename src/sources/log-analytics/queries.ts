/** Every query a source of this kind can send. Only names of tables and columns, moments, and literals of ours get into one. */
import type { FieldColumns } from "./columns.ts";
import { type Column, columnName, datetimeLiteral, textList, textOf } from "./kql.ts";
import type { CatalogueRows } from "./table-definition.ts";
import type { Window } from "./windows.ts";

/** The column that says when a row became visible. */
export const ARRIVED = "LockbellArrived";

/** The clocks of whoever writes rows differ from the service's, and TimeGenerated may lie a day ahead. */
const DAY_MS = 86_400_000;

/** A query, and the columns that an answer to it has. One without them answers something else. */
export interface Query {
  readonly text: string;
  readonly columns: readonly string[];
  /** Whether it may be answered with no data at all: whoever asks for rows has seen that there is a table. */
  readonly mayFindNothing?: true;
}

/** What the rows come from: a table, and what an administrator wants of it. */
export interface RowSource {
  readonly table: string;
  /** KQL behind the table. */
  readonly query?: string;
}

/** Rows by their arrival. `TimeGenerated` is bounded too, more widely: it is what the service finds rows by. */
export interface ArrivalBounds extends Window {
  readonly lookback: number;
}

/** Asks which of these columns there are and of what type, and for the service's own time. */
export function schemaQuery(source: RowSource, names: readonly string[]): Query {
  const none = { from: 0, to: 0, lookback: 0 };
  const rows = source.query === undefined ? [source.table] : rowsOf(source, arrivalBounds(none));
  const wanted = where(`ColumnName in~ ${textList(names)}`);
  return {
    text: lines([...rows, "getschema", wanted, "project ColumnName, ColumnType, Now = now()"]),
    columns: ["ColumnName", "ColumnType", "Now"],
    mayFindNothing: true,
  };
}

/** Asks for what may be refusals among the rows that arrived in a window. */
export function refusalQuery(
  source: RowSource,
  bounds: ArrivalBounds,
  conditions: readonly string[],
  columns: readonly Column[],
): Query {
  const kept = [...new Set(columns.map(columnName))];
  const names = [...new Set(columns.map(({ name }) => name))];
  if (source.query === undefined) {
    kept.unshift(`${ARRIVED} = ingestion_time()`);
    names.unshift(ARRIVED);
  }
  return {
    text: lines([...rowsOf(source, arrivalBounds(bounds)), ...conditions.map(where), `project ${kept.join(", ")}`]),
    columns: names,
  };
}

/** The columns of what {@link catalogueQuery} gives, beside one for each field. */
export const AS_OF = "LockbellAsOf";

/** Asks what rows teach of documents, by arrival or by `TimeGenerated`: of those that say the same, the newest. */
export function catalogueQuery(
  table: string,
  bounds: ArrivalBounds | Window,
  { by, rows, asOf }: Pick<CatalogueRows, "by" | "asOf"> & { readonly rows: readonly string[] },
  columns: FieldColumns,
): Query {
  const windows = "lookback" in bounds ? arrivalBounds(bounds) : generatedBounds(bounds);
  const keys = by.map((field) => `${catalogueColumn(field)} = ${textOf(columns(field))}`);
  return {
    text: lines([
      ...rowsOf({ table }, windows),
      where(`isnotempty(${textOf(columns("contentId"))})`),
      ...rows.map(where),
      `summarize ${AS_OF} = max(${asOf(columns)}) by ${keys.join(", ")}`,
    ]),
    columns: [AS_OF, ...by.map(catalogueColumn)],
  };
}

/** What a field's column is called in the answer. */
export function catalogueColumn(field: string): string {
  return `Lockbell_${field}`;
}

/** Asks how many refusals there are since a moment, how new the newest is, and how late the latest came. */
export function countQuery(source: RowSource, since: number, now: number, conditions: readonly string[]): Query {
  const bounds = arrivalBounds({ from: since, to: now, lookback: now - since });
  const late = source.query === undefined ? [`extend ${ARRIVED} = ingestion_time()`] : [];
  const latest =
    source.query === undefined ? `, Latest = max(${ARRIVED} - TimeGenerated), Newest = max(${ARRIVED})` : "";
  return {
    text: lines([
      ...rowsOf(source, bounds),
      ...conditions.map(where),
      ...late,
      `summarize Refusals = count()${latest}`,
    ]),
    columns: source.query === undefined ? ["Refusals", "Latest", "Newest"] : ["Refusals"],
  };
}

/** Asks which literals decide, and how often each stands there. */
export function literalsQuery(
  source: RowSource,
  since: number,
  now: number,
  conditions: readonly string[],
  deciding: readonly Column[],
): Query {
  const bounds = arrivalBounds({ from: since, to: now, lookback: now - since });
  const count = `summarize Rows = count() by Literal = ${textOf(deciding)}`;
  return {
    text: lines([...rowsOf(source, bounds), ...conditions.map(where), count, "top 100 by Rows desc"]),
    columns: ["Literal", "Rows"],
  };
}

function rowsOf({ table, query }: RowSource, bounds: readonly string[]): readonly string[] {
  if (query === undefined) return [table, ...bounds];
  return [table, ...bounds, `extend ${ARRIVED} = ingestion_time()`, query.trim().replace(/^\|/, "").trimStart()];
}

function arrivalBounds({ from, to, lookback }: ArrivalBounds): readonly string[] {
  return [
    where(`TimeGenerated > ${datetimeLiteral(from - lookback - DAY_MS)}`),
    where(`TimeGenerated <= ${datetimeLiteral(to + DAY_MS)}`),
    where(`ingestion_time() > ${datetimeLiteral(from)} and ingestion_time() <= ${datetimeLiteral(to)}`),
  ];
}

function generatedBounds({ from, to }: Window): readonly string[] {
  return [where(`TimeGenerated > ${datetimeLiteral(from)} and TimeGenerated <= ${datetimeLiteral(to)}`)];
}

function where(condition: string): string {
  return `where ${condition}`;
}

/** Each part on a line of its own, so that a comment at the end of somebody's query ends there. */
function lines(parts: readonly string[]): string {
  return parts.join("\n| ");
}
