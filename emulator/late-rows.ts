/** The fault `late-rows`: rows that become visible later than they should, with a later ingestion time. For one without: `visibleAt` of a row. */
import type { FaultOrder } from "./faults.ts";
import type { Random } from "./random.ts";
import type { StoredRow, StoredTable } from "./tables.ts";

const DEFAULT_DELAY_MS = 60_000;

/** Makes rows late as long as an order for it stands. */
export interface LateRows {
  /** To be told of every order that is given; what is stored already becomes late at once. */
  order(order: FaultOrder): void;
  /** Puts a table's new rows in their time. */
  store(rows: readonly StoredRow[], standing: readonly FaultOrder[]): readonly StoredRow[];
}

interface Count {
  seen: number;
  late: number;
}

/**
 * Counts rows where other faults count requests: the first `after` come in time, then `times` of them (one in `oneIn`) are visible only
 * `delayMs` from when the order or the row came. A row that is later anyway stays so.
 */
export function createLateRows(tables: StoredTable[], random: Random, now: () => number): LateRows {
  const counts = new Map<FaultOrder, Count>();

  function delay(order: FaultOrder, rows: readonly StoredRow[]): readonly StoredRow[] {
    const count = counts.get(order) ?? { seen: 0, late: 0 };
    counts.set(order, count);
    const visibleAt = now() + (order.delayMs ?? DEFAULT_DELAY_MS);
    return rows.map((row) => {
      count.seen += 1;
      const isDue = count.seen > (order.after ?? 0) && count.late < (order.times ?? Number.POSITIVE_INFINITY);
      if (!isDue || (order.oneIn !== undefined && random() * order.oneIn >= 1)) {
        return row;
      }
      count.late += 1;
      return { ...row, ingestedAt: Math.max(row.ingestedAt, visibleAt) };
    });
  }

  return {
    order(order) {
      if (order.name === "late-rows") {
        for (const [index, table] of tables.entries()) {
          tables[index] = { ...table, rows: delay(order, table.rows) };
        }
      }
    },
    store(rows, standing) {
      const orders = standing.filter(({ name }) => name === "late-rows");
      return orders.reduce((kept, order) => delay(order, kept), rows);
    },
  };
}
