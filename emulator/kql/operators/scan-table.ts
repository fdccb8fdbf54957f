import type { StoredTable } from "../../tables.ts";
import type { Relation } from "../relation.ts";
import { decodeCell } from "../values/cells.ts";
import { ticksOfMilliseconds } from "../values/datetime.ts";

/** From when, included, to when, excluded: milliseconds since 1970. */
export interface Timespan {
  readonly from: number;
  readonly to: number;
}

const TIME_COLUMN = "TimeGenerated";

/** A table's rows, those outside the request's timespan left out if the table says when its rows are of. */
export function scanTable(table: StoredTable, timespan: Timespan | null): Relation {
  const columns = table.columns.map(({ name, type }) => ({ name, type, stored: true }));
  const index = table.columns.findIndex(({ name, type }) => name === TIME_COLUMN && type === "datetime");
  if (timespan === null || index === -1) {
    return { columns, rows: table.rows };
  }
  const [from, to] = [ticksOfMilliseconds(timespan.from), ticksOfMilliseconds(timespan.to)];
  const rows = table.rows.filter((row) => {
    const at = decodeCell(row.cells[index] ?? null, "datetime");
    return at !== null && (at as bigint) >= from && (at as bigint) < to;
  });
  return { columns, rows };
}
