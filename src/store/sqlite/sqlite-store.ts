import type { Installation, Store } from "../store.ts";
import { createAnswers } from "./sqlite-answers.ts";
import { createBooks } from "./sqlite-books.ts";
import { createSqliteCollectStore } from "./sqlite-collect-store.ts";
import { type DatabaseOptions, openDatabase, type SqliteDatabase } from "./sqlite-database.ts";
import { createDeliveries } from "./sqlite-deliveries.ts";
import { createSqliteDeliveryStore } from "./sqlite-delivery-store.ts";
import { createSqliteDispatchStore } from "./sqlite-dispatch-store.ts";
import { createEventHistory } from "./sqlite-event-history.ts";
import { createSqliteLeaseStore } from "./sqlite-lease-store.ts";
import { createLookups } from "./sqlite-lookups.ts";
import { createPurge } from "./sqlite-purge.ts";
import { createRefused } from "./sqlite-refused.ts";
import { createRejects } from "./sqlite-rejects.ts";
import { createSilences } from "./sqlite-silences.ts";

/** Opens the store in the SQLite file at `path`. Any number of processes of one machine may have it open. */
export function openSqliteStore(path: string, options?: DatabaseOptions): Store {
  const database = openDatabase(path, options);
  const { checkLease, ...leases } = createSqliteLeaseStore(database);
  const { keepReject: _keepReject, ...rejects } = createRejects(database);
  return {
    ...leases,
    ...createSqliteCollectStore(database, checkLease),
    ...createSqliteDispatchStore(database, checkLease),
    ...createSqliteDeliveryStore(database),
    ...createAnswers(database),
    ...createBooks(database),
    ...createEventHistory(database),
    ...createDeliveries(database),
    ...createRefused(database),
    ...createSilences(database),
    ...createLookups(database),
    ...createPurge(database),
    ...rejects,
    installation: createInstallation(database),
    close: () => database.close(),
  };
}

function createInstallation({ connection, write }: SqliteDatabase): Store["installation"] {
  const find = connection.prepare<[], Installation>("SELECT secret FROM installation");
  const insert = connection.prepare<[string]>("INSERT INTO installation (id, secret) VALUES (1, ?)");
  return (make) =>
    write(() => {
      const existing = find.get();
      if (existing !== undefined) return existing;
      const made = make();
      insert.run(made.secret);
      return made;
    });
}
