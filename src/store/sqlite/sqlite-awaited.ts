import type { AwaitedCommit, DispatchStore } from "../dispatch-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";
import { createOwnerDecisions, type OwnerDecisionRow } from "./sqlite-owner-decisions.ts";
import { readStoredEvent, type StoredEventRow } from "./stored-event-row.ts";

/** What says of a row in `owner_events` that nobody could say yet whose the event is. */
export const AWAITED = "decision = 'await' AND outcome IS NULL";

/** Events whose owner is awaited, and what is decided about them at last. */
export function createAwaited(
  database: SqliteDatabase,
  checkLease: LeaseCheck,
): Pick<DispatchStore, "awaited" | "commitAwaited"> {
  const { connection } = database;
  const decisions = createOwnerDecisions(database);
  // By the index of what waits: by its number every event ever decided would be looked at.
  const waiting = connection.prepare<[number, number], StoredEventRow>(
    `SELECT e.seq, e.id, r.data FROM owner_events o INDEXED BY owner_events_awaited
     JOIN events e ON e.seq = o.seq JOIN event_records r ON r.seq = o.seq
     WHERE o.${AWAITED} AND o.seq > ? ORDER BY o.seq LIMIT ?`,
  );
  const find = connection
    .prepare<[number], number>(`SELECT occurred_at FROM owner_events WHERE seq = ? AND ${AWAITED}`)
    .pluck();
  const update = connection.prepare<OwnerDecisionRow>(
    `UPDATE owner_events SET recipient_id = @recipientId, delivery_seq = @deliverySeq, thread = @thread, decision = @decision,
       reason = @reason, detail = @detail, trail_id = @trailId, decided_at = @decidedAt, hold_until = @holdUntil
     WHERE seq = @seq`,
  );

  function commit({ lease, events, ...origin }: AwaitedCommit): void {
    checkLease(lease);
    const { decide, finish } = decisions(origin);
    for (const { seq, owner } of events) {
      const occurredAt = find.get(seq);
      if (occurredAt !== undefined) update.run(decide(seq, occurredAt, owner));
    }
    finish();
  }

  return {
    awaited: (after, limit) => database.read(() => waiting.all(after, limit).map(readStoredEvent)),
    commitAwaited: (awaited) => database.write(() => commit(awaited)),
  };
}
