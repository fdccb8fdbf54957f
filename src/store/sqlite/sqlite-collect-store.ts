import type { CatalogueFact, DocumentRecord } from "../../catalogue/document.ts";
import { mergeFact } from "../../catalogue/merge.ts";
import type { CollectCommit, CollectCounts, CollectStore } from "../collect-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createEventWriter } from "./sqlite-event-writer.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";
import { createRejects } from "./sqlite-rejects.ts";
import { createSourceIds } from "./sqlite-sources.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";

/** The collect phase's part of the store. */
export function createSqliteCollectStore(database: SqliteDatabase, checkLease: LeaseCheck): CollectStore {
  const { connection } = database;
  const totals = createTotals(database);
  const sourceId = createSourceIds(database);
  const { writeEvents } = createEventWriter(database);
  const { keepReject } = createRejects(database);
  const cursors = connection.prepare<[string], { readonly part: string; readonly value: string }>(
    "SELECT part, value FROM cursors WHERE source_id = (SELECT id FROM sources WHERE name = ?)",
  );
  const setCursor = connection.prepare<[number, string, string]>(
    "INSERT INTO cursors (source_id, part, value) VALUES (?, ?, ?) ON CONFLICT (source_id, part) DO UPDATE SET value = excluded.value",
  );
  const forgetCursor = connection.prepare<[number, string]>("DELETE FROM cursors WHERE source_id = ? AND part = ?");
  const findDocument = connection
    .prepare<[string], string>("SELECT record FROM documents WHERE content_id = ?")
    .pluck();
  const setDocument = connection.prepare<[string, string]>(
    "INSERT INTO documents (content_id, record) VALUES (?, ?) ON CONFLICT (content_id) DO UPDATE SET record = excluded.record",
  );

  function readDocument(contentId: string): DocumentRecord | undefined {
    const record = findDocument.get(contentId) as string | undefined;
    return record === undefined ? undefined : JSON.parse(record);
  }

  /** A page's facts of one document are merged before anything is written: most pages repeat what is known. */
  function learn(facts: readonly CatalogueFact[]): void {
    const changed = new Map<string, { before: DocumentRecord | undefined; after: DocumentRecord }>();
    for (const fact of facts) {
      const known = changed.get(fact.contentId);
      const before = known === undefined ? readDocument(fact.contentId) : known.before;
      changed.set(fact.contentId, { before, after: mergeFact(known === undefined ? before : known.after, fact) });
    }
    for (const [contentId, { before, after }] of changed) {
      if (before !== after) setDocument.run(contentId, JSON.stringify(after));
    }
  }

  function commit({ source, lease, now, denied, rejected, facts, cursors: moves }: CollectCommit): CollectCounts {
    checkLease(lease);
    const id = sourceId(source);
    const events = writeEvents(id, denied);
    totals.add(OWNERS_BOOK, "known", "", events.new);
    let handled = 0;
    for (const reject of rejected) {
      keepReject(id, reject, now);
      handled += 1;
    }
    learn(facts);
    for (const { part, value } of moves) {
      if (value === null) forgetCursor.run(id, part);
      else setCursor.run(id, part, value);
    }
    return { ...events, rejected: handled };
  }

  return {
    cursors: (source) =>
      database.read(() => new Map(cursors.all(source).map(({ part, value }) => [part, value] as const))),
    commitCollected: (page) => database.write(() => commit(page)),
    documents: (contentIds) =>
      database.read(() => {
        const found = new Map<string, DocumentRecord>();
        for (const contentId of contentIds) {
          const record = readDocument(contentId);
          if (record !== undefined) found.set(contentId, record);
        }
        return found;
      }),
  };
}
