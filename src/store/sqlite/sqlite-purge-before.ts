import type { PurgeResult } from "../operator-store.ts";
import { AWAITED } from "./sqlite-awaited.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { beginPurge, emptyContent, FINAL, purgeEvents } from "./sqlite-purge-events.ts";

/** Notices that ended before the time and still have something to lose. */
const ENDED = `SELECT d.seq FROM deliveries d LEFT JOIN frozen f ON f.delivery_seq = d.seq
  WHERE d.kind = 'notice' AND d.state IN ${FINAL} AND d.settled_at < ?
    AND (d.recipient_id IS NOT NULL OR f.content IS NOT NULL)`;

/**
 * Retention: everything that was settled before a time. An event is settled when its owner's side and every sink's is; what
 * waits for somebody (a repeat, a dead letter, `unknown`) is not. Recipients and threads that nothing refers to any more go too.
 */
export function purgeBefore(database: SqliteDatabase, before: number, now: number): PurgeResult {
  const { connection } = database;
  const run = (sql: string, ...values: readonly unknown[]): number => connection.prepare(sql).run(...values).changes;
  beginPurge(database);
  run(
    `INSERT INTO purging SELECT o.seq FROM owner_events o JOIN events e ON e.seq = o.seq
       LEFT JOIN deliveries d ON d.seq = o.delivery_seq
     WHERE e.purged_at IS NULL AND o.decided_at < ? AND o.hold_until IS NULL AND NOT (o.${AWAITED})
       AND (o.delivery_seq IS NULL OR (d.state IN ${FINAL} AND d.settled_at < ?))`,
    before,
    before,
  );
  keepWhatSinksNeed(database, before);
  const events = purgeEvents(database, now);
  run("UPDATE owner_events SET recipient_id = NULL WHERE seq IN (SELECT seq FROM purging)");

  connection.exec("DELETE FROM purging_notices");
  const deliveries = run(`INSERT INTO purging_notices ${ENDED}`, before);
  emptyContent(database, "SELECT seq FROM purging_notices");
  run("UPDATE deliveries SET recipient_id = NULL, memory = NULL WHERE seq IN (SELECT seq FROM purging_notices)");
  run("UPDATE attempts SET detail = NULL WHERE delivery_seq IN (SELECT seq FROM purging_notices)");

  run("DELETE FROM threads WHERE newest_at < ?", before);
  run(`UPDATE recipients SET address = NULL, last_reference = NULL WHERE address IS NOT NULL
    AND id NOT IN (SELECT recipient_id FROM owner_events WHERE recipient_id IS NOT NULL)
    AND id NOT IN (SELECT recipient_id FROM deliveries WHERE recipient_id IS NOT NULL)
    AND id NOT IN (SELECT recipient_id FROM threads)`);
  run("DELETE FROM answers WHERE until <= ?", now);
  return {
    events,
    deliveries,
    documents: run("DELETE FROM documents WHERE newest_knowledge(record) < ?", before),
    rejected: run("DELETE FROM rejected WHERE rejected_at < ?", before),
    silences: run("DELETE FROM silences WHERE ends_at < ?", before),
  };
}

/** Batches are few beside events: each takes its range off the list, but for the events that did not go its way. */
function keepWhatSinksNeed({ connection }: SqliteDatabase, before: number): void {
  const batches = connection.prepare<
    [number],
    { readonly first: number; readonly last: number; readonly name: string }
  >(
    `SELECT first_seq AS first, last_seq AS last, channel AS name FROM deliveries
     WHERE kind = 'batch' AND (state NOT IN ${FINAL} OR settled_at >= ?)`,
  );
  const keep = connection.prepare<[number, number, string]>(
    `DELETE FROM purging WHERE seq BETWEEN ? AND ? AND NOT EXISTS (
       SELECT 1 FROM sink_exceptions x WHERE x.sink_id = (SELECT id FROM sinks WHERE name = ?) AND x.seq = purging.seq)`,
  );
  for (const { first, last, name } of batches.all(before)) keep.run(first, last, name);
  // What a target refused waits for a person.
  connection.exec("DELETE FROM purging WHERE seq IN (SELECT seq FROM sink_exceptions WHERE outcome = 'dead')");
}
