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

/**
 * Brings the schema up to date, each step in a transaction of its own together with its number. Foreign keys are not enforced meanwhile, because
 * dropping a table to make it anew would be refused for the rows that refer to it; instead all of them are looked at before a step is committed.
 */
export function migrate(connection: Database, migrations: readonly Migration[] = ALL_MIGRATIONS): void {
  const pending = migrations.filter(({ version }) => version > readVersion(connection));
  if (pending.length === 0) return;
  const enforced = Number(connection.pragma("foreign_keys", { simple: true }));
  // Inside a transaction this would do nothing.
  connection.pragma("foreign_keys = OFF");
  try {
    for (const migration of pending) step(connection, migration);
  } finally {
    connection.pragma(`foreign_keys = ${enforced}`);
  }
}

function step(connection: Database, { version, name, sql }: Migration): void {
  const make = connection.transaction(() => {
    // Another process may have made the step while this one waited for the lock.
    if (readVersion(connection) >= version) return;
    connection.exec(sql);
    const lost = connection.pragma("foreign_key_check") as readonly unknown[];
    if (lost.length > 0) {
      throw new LockbellError(
        "STORE_UNREADABLE",
        `Step ${name}: ${lost.length} rows refer to rows that are not there.`,
      );
    }
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${version}`);
  });
  make.immediate();
}

function readVersion(connection: Database): number {
  return Number(connection.pragma("user_version", { simple: true }));
}
