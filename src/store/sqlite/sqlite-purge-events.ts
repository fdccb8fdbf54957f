import { PURGED } from "../reasons.ts";
import { AWAITED } from "./sqlite-awaited.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createGiveBack } from "./sqlite-give-back.ts";
import { createOutcomeCounts } from "./sqlite-outcome-counts.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";

/** Deliveries whose end is final. */
export const FINAL = "('delivered', 'discarded')";

interface LossRow {
  readonly seq: number;
  readonly kind: "notice" | "batch";
  readonly state: string;
  readonly unsettled: 0 | 1;
}

/** Starts a purge's lists: `purging` of events, `purging_notices` of the notices they are in. */
export function beginPurge({ connection }: SqliteDatabase): void {
  connection.exec(`
    CREATE TEMP TABLE IF NOT EXISTS purging (seq INTEGER PRIMARY KEY);
    CREATE TEMP TABLE IF NOT EXISTS purging_notices (seq INTEGER PRIMARY KEY);
    DELETE FROM purging;
    DELETE FROM purging_notices;
  `);
}

/**
 * Takes away what the events listed in `purging` say. What was told or sent keeps its outcome; what was still open becomes
 * held{purged} or skipped{purged} and leaves its delivery. Says how many events there were.
 */
export function purgeEvents(database: SqliteDatabase, now: number): number {
  const { connection } = database;
  const run = (sql: string, ...values: readonly unknown[]): number => connection.prepare(sql).run(...values).changes;
  const totals = createTotals(database);
  run(`INSERT OR IGNORE INTO purging_notices
    SELECT delivery_seq FROM owner_events WHERE seq IN (SELECT seq FROM purging) AND delivery_seq IS NOT NULL`);

  run(`UPDATE owner_events SET
      outcome = CASE WHEN d.state = 'discarded' THEN 'held'
        WHEN thread IN (SELECT value FROM frozen f, json_each(f.told) WHERE f.delivery_seq = d.seq) THEN 'told'
        ELSE 'covered' END,
      outcome_reason = CASE WHEN d.state = 'discarded' THEN d.reason ELSE owner_events.reason END
    FROM deliveries d WHERE d.seq = owner_events.delivery_seq AND d.state IN ${FINAL}
      AND owner_events.outcome IS NULL AND owner_events.seq IN (SELECT seq FROM purging)`);
  const toHeld = "UPDATE owner_events SET outcome = 'held', outcome_reason = ?";
  const repeats = run(
    `${toHeld}, hold_until = NULL WHERE hold_until IS NOT NULL AND seq IN (SELECT seq FROM purging)`,
    PURGED,
  );
  const awaited = run(`${toHeld} WHERE ${AWAITED} AND seq IN (SELECT seq FROM purging)`, PURGED);
  const waiting = run(
    `${toHeld}, delivery_seq = NULL WHERE seq IN (SELECT seq FROM purging)
       AND delivery_seq IN (SELECT seq FROM deliveries WHERE state NOT IN ${FINAL})`,
    PURGED,
  );
  const undispatched = connection
    .prepare<[], number>("SELECT count(*) FROM purging WHERE seq > (SELECT seq FROM dispatch_mark)")
    .pluck()
    .get() as number;
  totals.add(OWNERS_BOOK, "held", PURGED, repeats + awaited + waiting + undispatched);
  run("UPDATE owner_events SET thread = NULL WHERE seq IN (SELECT seq FROM purging)");

  skipInBatches(database);
  loseMembers(database, PURGED, now);

  run("DELETE FROM event_records WHERE seq IN (SELECT seq FROM purging)");
  return run("UPDATE events SET purged_at = ? WHERE seq IN (SELECT seq FROM purging)", now);
}

/** Takes events out of the batches that still have to be sent, and out of those that were refused. */
function skipInBatches(database: SqliteDatabase): void {
  const { connection } = database;
  const totals = createTotals(database);
  const skip = connection.prepare<[number, string, string]>(
    `INSERT INTO sink_exceptions (sink_id, seq, outcome, reason)
     SELECT ?, p.seq, 'skipped', ? FROM deliveries b JOIN purging p ON p.seq BETWEEN b.first_seq AND b.last_seq
     WHERE b.kind = 'batch' AND b.state NOT IN ${FINAL} AND b.channel = ?
     ON CONFLICT (sink_id, seq) DO NOTHING`,
  );
  const sinks = connection.prepare<[], { readonly id: number; readonly name: string }>("SELECT id, name FROM sinks");
  // Nobody can send again what was refused once it is gone.
  const end = connection.prepare<[string, number]>(
    `UPDATE sink_exceptions SET outcome = 'skipped', reason = ?
     WHERE sink_id = ? AND outcome = 'dead' AND seq IN (SELECT seq FROM purging)`,
  );
  for (const { id, name } of sinks.all()) {
    const refused = end.run(PURGED, id).changes;
    totals.add(id, "dead", "", -refused);
    totals.add(id, "skipped", PURGED, refused + skip.run(id, PURGED, name).changes);
  }
}

/**
 * Open deliveries in the purge's lists that lost members. One without any left is over. One that is claimed and not under way is taken from its
 * holder, who may have read what is gone by now; one that is under way may end, but what it froze is not kept.
 */
export function loseMembers(database: SqliteDatabase, reason: string, now: number): void {
  const { connection } = database;
  const giveBack = createGiveBack(database);
  const { countMembers, countBatch } = createOutcomeCounts(database);
  const losers = connection.prepare<[], LossRow>(
    `SELECT seq, kind, state, unsettled FROM deliveries WHERE state NOT IN ${FINAL} AND (
       seq IN (SELECT seq FROM purging_notices)
       OR kind = 'batch' AND EXISTS (SELECT 1 FROM purging p WHERE p.seq BETWEEN first_seq AND last_seq))`,
  );
  const recount = connection.prepare<[number, number]>(
    `UPDATE deliveries SET member_count = ?, oldest_at = coalesce(
       (SELECT min(occurred_at) FROM owner_events WHERE delivery_seq = deliveries.seq), oldest_at) WHERE seq = ?`,
  );
  const end = connection.prepare<[string, number, number]>(
    `UPDATE deliveries SET state = 'discarded', reason = ?, settled_at = ?, hold = NULL, unsettled = 0,
       lease_host = NULL, lease_pid = NULL, lease_started_at = NULL, lease_expires_at = NULL WHERE seq = ?`,
  );
  for (const { seq, kind, state, unsettled } of losers.all()) {
    const left = kind === "notice" ? countMembers(seq) : countBatch(seq);
    recount.run(left, seq);
    if (left === 0) {
      end.run(reason, now, seq);
    } else if (state === "claimed" && unsettled === 0) {
      giveBack(seq);
    }
  }
}

/** Empties the frozen content of the deliveries a query selects; of who was told, only who is still known stays. */
export function emptyContent({ connection }: SqliteDatabase, deliveries: string, ...values: readonly unknown[]): void {
  connection
    .prepare(
      `UPDATE frozen SET content = NULL, subject = NULL, notes = '[]', told = (
         SELECT json_group_array(value) FROM json_each(frozen.told)
         WHERE value IN (SELECT thread FROM owner_events WHERE delivery_seq = frozen.delivery_seq))
       WHERE delivery_seq IN (${deliveries})`,
    )
    .run(...values);
}
