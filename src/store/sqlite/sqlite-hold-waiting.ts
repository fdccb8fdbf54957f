import type { DispatchStore } from "../dispatch-store.ts";
import { AWAITED } from "./sqlite-awaited.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";
import { beginPurge, loseMembers } from "./sqlite-purge-events.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";
import { readStoredEvent, type StoredEventRow } from "./stored-event-row.ts";

interface WaitingRow extends StoredEventRow {
  readonly deliverySeq: number | null;
}

/** Takes back what still waits for its owner. Reads only what waits, never what has been told. */
export function createHoldWaiting(
  database: SqliteDatabase,
  checkLease: LeaseCheck,
): Pick<DispatchStore, "holdWaiting"> {
  const { connection } = database;
  const totals = createTotals(database);
  const joined = connection.prepare<[], WaitingRow>(
    `SELECT e.seq, e.id, r.data, m.delivery_seq AS deliverySeq
     FROM deliveries d JOIN owner_events m ON m.delivery_seq = d.seq
     JOIN events e ON e.seq = m.seq JOIN event_records r ON r.seq = m.seq
     WHERE d.state = 'open' AND d.kind = 'notice'`,
  );
  const repeats = connection.prepare<[], WaitingRow>(
    `SELECT e.seq, e.id, r.data, NULL AS deliverySeq FROM owner_events m
     JOIN events e ON e.seq = m.seq JOIN event_records r ON r.seq = m.seq WHERE m.hold_until IS NOT NULL`,
  );
  const awaited = connection.prepare<[], WaitingRow>(
    `SELECT e.seq, e.id, r.data, NULL AS deliverySeq FROM owner_events m INDEXED BY owner_events_awaited
     JOIN events e ON e.seq = m.seq JOIN event_records r ON r.seq = m.seq WHERE m.${AWAITED}`,
  );
  const hold = connection.prepare<[string, number]>(
    "UPDATE owner_events SET outcome = 'held', outcome_reason = ?, hold_until = NULL, delivery_seq = NULL WHERE seq = ?",
  );
  return {
    holdWaiting: (lease, matches, reason, now) =>
      database.write(() => {
        checkLease(lease);
        const taken: { readonly seq: number; readonly deliverySeq: number | null }[] = [];
        for (const rows of [joined, repeats, awaited]) {
          for (const row of rows.iterate()) {
            const { seq, event } = readStoredEvent(row);
            if (matches(event)) taken.push({ seq, deliverySeq: row.deliverySeq });
          }
        }
        if (taken.length === 0) return 0;
        beginPurge(database);
        const lost = connection.prepare<[number]>("INSERT OR IGNORE INTO purging_notices (seq) VALUES (?)");
        let held = 0;
        for (const { seq, deliverySeq } of taken) {
          held += hold.run(reason, seq).changes;
          if (deliverySeq !== null) lost.run(deliverySeq);
        }
        totals.add(OWNERS_BOOK, "held", reason, held);
        loseMembers(database, reason, now);
        return held;
      }),
  };
}
