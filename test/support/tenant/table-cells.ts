/** Tables of a Log Analytics workspace as its query API writes them down. */

/** A column of a table; the types are those the tables of this tenant can have. */
export interface TableColumn {
  readonly name: string;
  readonly type: "bool" | "datetime" | "dynamic" | "guid" | "string";
}

/** A cell as the query API writes it in JSON: datetimes and guids as text. */
export type TableCell = string | boolean | null;

/** A row, and when a query could first see it. */
export interface TableRow {
  /** In the order of the columns. */
  readonly cells: readonly TableCell[];
  /** Milliseconds since 1970: what `ingestion_time()` says of the row. */
  readonly ingestedAt: number;
}

/** A table of the workspace. */
export interface TenantTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** A row while it is made: values by the names of their columns. Columns it does not name are empty. */
export interface DraftRow {
  readonly values: { readonly [column: string]: TableCell };
  readonly ingestedAt: number;
}

/** Puts values under their columns: text the draft does not name is "", anything else null. */
export function toRow(columns: readonly TableColumn[], draft: DraftRow): TableRow {
  const cells = columns.map(({ name, type }) => {
    const value = draft.values[name];
    return value === undefined ? (type === "string" ? "" : null) : value;
  });
  return { cells, ingestedAt: draft.ingestedAt };
}

/** A time as the query API writes whole seconds. */
export function isoSecond(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The answer of the query API that holds a whole table, a row a line so that people can read it. */
export function queryAnswer(table: TenantTable): string {
  const columns = table.columns.map((column) => JSON.stringify(column)).join(",\n");
  const rows = table.rows.map(({ cells }) => JSON.stringify(cells)).join(",\n");
  return `{"tables":[{"name":"PrimaryResult","columns":[\n${columns}\n],"rows":[\n${rows}\n]}]}\n`;
}
