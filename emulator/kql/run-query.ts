import type { StoredTable } from "../tables.ts";
import { readColumn } from "./expressions/read-column.ts";
import { createRunner } from "./operators/run-operators.ts";
import type { QueryOutcome } from "./query-outcome.ts";
import { readQuery } from "./reading/read-query.ts";
import { describeRefusal, notSupported, QueryRefused } from "./refusal.ts";
import { encodeCell } from "./values/cells.ts";

/** What a query is run on. */
export interface QuerySettings {
  readonly tables: readonly StoredTable[];
  /** What `now()` and `ago()` go by: milliseconds since 1970. */
  readonly now: number;
  /**
   * Limits the rows of tables with a `TimeGenerated`: from when, included, to when, excluded; milliseconds since 1970.
   */
  readonly timespan: { readonly from: number; readonly to: number } | null;
}

/**
 * Runs a query on the stored tables: checked by Microsoft's language service, evaluated here. A query that is wrong,
 * or that has a part which is not run here, is refused by name.
 */
export function runQuery(text: string, settings: QuerySettings): QueryOutcome {
  try {
    const query = readQuery(text, settings.tables);
    const { columns, rows } = createRunner(settings).run(query);
    const parts = columns.map((column, index) => readColumn(column, index));
    return {
      kind: "rows",
      columns: columns.map(({ name, type }) => ({ name, type })),
      rows: rows.map((row) => parts.map((part) => encodeCell(part.evaluate(row), part.type))),
    };
  } catch (error) {
    return describeRefusal(toRefused(error), text);
  }
}

function toRefused(error: unknown): QueryRefused {
  if (error instanceof QueryRefused) {
    return error;
  }
  if (error instanceof RangeError) {
    return notSupported("a query nested this deep, or with a result this large");
  }
  throw error;
}
