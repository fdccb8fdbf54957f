import type { OperatorStore } from "../operator-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

interface LookupRow {
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly isFull: 0 | 1;
}

/** The record of who looked what up. */
export function createLookups(database: SqliteDatabase): Pick<OperatorStore, "recordLookup" | "lookups"> {
  const { connection } = database;
  const insert = connection.prepare<[number, string, string, 0 | 1]>(
    "INSERT INTO lookups (looked_up_at, who, what, is_full) VALUES (?, ?, ?, ?)",
  );
  const newest = connection.prepare<[number], LookupRow>(
    "SELECT looked_up_at AS at, who, what, is_full AS isFull FROM lookups ORDER BY seq DESC LIMIT ?",
  );
  return {
    recordLookup: ({ at, who, what, full }) => database.write(() => void insert.run(at, who, what, full ? 1 : 0)),
    lookups: (limit) =>
      database.read(() => newest.all(limit).map(({ isFull, ...lookup }) => ({ ...lookup, full: isFull === 1 }))),
  };
}
