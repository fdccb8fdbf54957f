/** The tables of the emulated workspace, as they are stored and as the query API writes them. */

/** The column types of the query API. Source: its "response format" page. */
export const COLUMN_TYPES = [
  "bool",
  "datetime",
  "decimal",
  "dynamic",
  "guid",
  "int",
  "long",
  "real",
  "string",
  "timespan",
] as const;

export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * A cell as the query API writes it in JSON: datetimes as ISO 8601 text, timespans as `d.hh:mm:ss.fffffff`, guids as text, `dynamic` as
 * JSON text inside a string, `long` as a number, decimals as text.
 */
export type Cell = string | number | boolean | null;

export interface StoredRow {
  readonly cells: readonly Cell[];
  /** When the row was ingested, milliseconds since 1970: what `ingestion_time()` says. From then on it is visible. */
  readonly ingestedAt: number;
  /** When it became visible, if that was later than its ingestion time says. */
  readonly visibleAt?: number;
}

export interface StoredTable {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly StoredRow[];
}
