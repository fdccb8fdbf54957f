import { LockbellError } from "../../platform/errors.ts";
import type { DispatchCommit, DispatchStore } from "../dispatch-store.ts";
import type { Lease } from "../lease.ts";
import { createAwaited } from "./sqlite-awaited.ts";
import { createBatchWriter, type DispatchPage } from "./sqlite-batch-writer.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createHoldWaiting } from "./sqlite-hold-waiting.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";
import { createNoticeOpener, type NoticeOrigin } from "./sqlite-notice-opener.ts";
import { createOpenNotices } from "./sqlite-open-notices.ts";
import { createOwnerDecisions, type OwnerDecisionRow } from "./sqlite-owner-decisions.ts";
import { createRecipients } from "./sqlite-recipients.ts";
import { readStoredEvent, type StoredEventRow } from "./stored-event-row.ts";

/** The dispatch phase's part of the store. */
export function createSqliteDispatchStore(database: SqliteDatabase, checkLease: LeaseCheck): DispatchStore {
  const { connection } = database;
  const recipients = createRecipients(database);
  const decisions = createOwnerDecisions(database);
  const joiner = createNoticeOpener(database);
  const writeBatches = createBatchWriter(database);
  const readMark = connection.prepare<[], number>("SELECT seq FROM dispatch_mark").pluck();
  const setMark = connection.prepare<[number]>("UPDATE dispatch_mark SET seq = ?");
  const undispatched = connection.prepare<[number], StoredEventRow>(
    `SELECT e.seq, e.id, r.data FROM events e JOIN event_records r ON r.seq = e.seq
     WHERE e.seq > (SELECT seq FROM dispatch_mark) ORDER BY e.seq LIMIT ?`,
  );
  const between = connection.prepare<[number, number], { readonly seq: number; readonly isPurged: 0 | 1 }>(
    "SELECT seq, purged_at IS NOT NULL AS isPurged FROM events WHERE seq > ? AND seq <= ? ORDER BY seq",
  );
  const insert = connection.prepare<OwnerDecisionRow & { readonly occurredAt: number }>(
    `INSERT INTO owner_events (seq, occurred_at, recipient_id, delivery_seq, thread, decision, reason, detail, trail_id, decided_at,
       awaited_at, awaited_reason, hold_until)
     VALUES (@seq, @occurredAt, @recipientId, @deliverySeq, @thread, @decision, @reason, @detail, @trailId, @decidedAt,
       @awaitedAt, @awaitedReason, @holdUntil)`,
  );
  const due = connection.prepare<
    [number, number],
    { readonly seq: number; readonly recipientId: number; readonly occurredAt: number }
  >(
    `SELECT seq, recipient_id AS recipientId, occurred_at AS occurredAt FROM owner_events
     WHERE hold_until <= ? ORDER BY hold_until, seq LIMIT ?`,
  );
  const release = connection.prepare<[number, number, number]>(
    "UPDATE owner_events SET hold_until = NULL, released_at = ?, delivery_seq = ? WHERE seq = ?",
  );
  const threadTime = connection
    .prepare<[number, string], number>("SELECT newest_at FROM threads WHERE recipient_id = ? AND thread = ?")
    .pluck();

  /** Every stored event of the page in order. One that was left out would never be told: that is refused. */
  function readPage({ events }: DispatchCommit, mark: number): DispatchPage {
    const last = events[events.length - 1];
    if (last === undefined) return [];
    const bySeq = new Map(events.map((event) => [event.seq, event] as const));
    const page = between.all(mark, last.seq).map(({ seq, isPurged }) => {
      const event = bySeq.get(seq);
      bySeq.delete(seq);
      if (event === undefined && isPurged === 0) throw new LockbellError("INTERNAL", `Event ${seq} was left out.`);
      return { seq, event: isPurged === 1 ? null : (event ?? null) };
    });
    if (bySeq.size > 0) throw new LockbellError("INTERNAL", "An event was dispatched that is not waiting for it.");
    return page;
  }

  function writeDecisions(page: DispatchPage, origin: NoticeOrigin): void {
    const { decide, finish } = decisions(origin);
    for (const { seq, event } of page) {
      if (event === null) continue;
      const { occurredAt, owner } = event;
      insert.run({ ...decide(seq, occurredAt, owner), occurredAt });
    }
    finish();
  }

  function commit(dispatch: DispatchCommit): void {
    checkLease(dispatch.lease);
    const mark = readMark.get() as number;
    const page = readPage(dispatch, mark);
    if (page.length === 0) return;
    writeDecisions(page, dispatch);
    writeBatches(page, mark, dispatch);
    setMark.run(page[page.length - 1]?.seq ?? mark);
  }

  function releaseDue(lease: Lease, until: number, limit: number, origin: NoticeOrigin): number {
    checkLease(lease);
    const notices = joiner(origin);
    const held = due.all(until, limit);
    for (const { seq, recipientId, occurredAt } of held) {
      release.run(origin.now, notices.join(recipientId, occurredAt), seq);
    }
    notices.finish();
    return held.length;
  }

  return {
    undispatched: (limit) => database.read(() => undispatched.all(limit).map(readStoredEvent)),
    threadTimes: (threads) =>
      database.read(() =>
        threads.map(({ recipient, thread }) => {
          const id = recipients.find(recipient);
          return id === undefined ? null : ((threadTime.get(id, thread) as number | undefined) ?? null);
        }),
      ),
    commitDispatch: (dispatch) => database.write(() => commit(dispatch)),
    releaseRepeats: (lease, until, now, limit, names, notifier) =>
      database.write(() => releaseDue(lease, until, limit, { now, names, notifier })),
    ...createAwaited(database, checkLease),
    ...createHoldWaiting(database, checkLease),
    ...createOpenNotices(database, checkLease),
  };
}
