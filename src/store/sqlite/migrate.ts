import type { Database } from "better-sqlite3";
import { LockbellError } from "../../platform/errors.ts";
import { ALL_MIGRATIONS } from "./migrations/all-migrations.ts";
import type { Migration } from "./migrations/migration.ts";

/** Marks the file as a Lockbell store: "LKBL". */
export const APPLICATION_ID = 0x4c4b424c;

/** Throws STORE_NEWER if a newer Lockbell wrote the database. Changes nothing. The path is for the error's text only. */
export function checkVersion(connection: Database, path: string, migrations = ALL_MIGRATIONS): void {
  const newest = migrations[migrations.length - 1]?.version ?? 0;
  const found = readVersion(connection);
  if (found <= newest) return;
  throw new LockbellError("STORE_NEWER", `${path} has version ${found}, this Lockbell knows ${newest}.`);
}

/** Brings the schema up to date, each step in a transaction of its own together with its number. */
export function migrate(connection: Database, migrations: readonly Migration[] = ALL_MIGRATIONS): void {
  for (const migration of migrations) {
    if (migration.version <= readVersion(connection)) continue;
    const step = connection.transaction(() => {
      // Another process may have made the step while this one waited for the lock.
      if (readVersion(connection) >= migration.version) return;
      connection.exec(migration.sql);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
      connection.pragma(`user_version = ${migration.version}`);
    });
    step.immediate();
  }
}

function readVersion(connection: Database): number {
  return Number(connection.pragma("user_version", { simple: true }));
}
