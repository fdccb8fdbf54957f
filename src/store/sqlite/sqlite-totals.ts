import type { SqliteDatabase } from "./sqlite-database.ts";

/** The owners' book; sinks have their own ids. */
export const OWNERS_BOOK = 0;

/** What is final and counted: a named reason belongs to `held` and `skipped`, the others have none. */
export type TotalOutcome = "known" | "told" | "covered" | "held" | "delivered" | "skipped" | "dead";

export interface Total {
  readonly outcome: TotalOutcome;
  readonly reason: string;
  readonly count: number;
}

/**
 * The counters of the books. Each is raised in the transaction in which the rows it counts are written, by as many as were; and lowered only
 * where a person, or a purge, takes refused events out of `dead`.
 */
export interface Totals {
  add(book: number, outcome: TotalOutcome, reason: string, count: number): void;
  of(book: number): readonly Total[];
}

/** Counters as rows, one a book, outcome and reason. */
export function createTotals({ connection }: SqliteDatabase): Totals {
  const add = connection.prepare<[number, string, string, number]>(
    `INSERT INTO totals (sink_id, outcome, reason, count) VALUES (?, ?, ?, ?)
     ON CONFLICT (sink_id, outcome, reason) DO UPDATE SET count = count + excluded.count`,
  );
  const of = connection.prepare<[number], Total>("SELECT outcome, reason, count FROM totals WHERE sink_id = ?");
  return {
    add(book, outcome, reason, count) {
      if (count !== 0) add.run(book, outcome, reason, count);
    },
    of: (book) => of.all(book),
  };
}
