import type { SqliteDatabase } from "./sqlite-database.ts";

/** The number a source's configured name stands for in rows; a new name gets one. Called inside a write transaction. */
export type SourceIds = (name: string) => number;

/** Sources by name. Numbers are read each time: a cached one could belong to a transaction that was rolled back. */
export function createSourceIds({ connection }: SqliteDatabase): SourceIds {
  const find = connection.prepare<[string], number>("SELECT id FROM sources WHERE name = ?").pluck();
  const insert = connection.prepare<[string]>("INSERT INTO sources (name) VALUES (?)");
  return (name) => (find.get(name) as number | undefined) ?? Number(insert.run(name).lastInsertRowid);
}
