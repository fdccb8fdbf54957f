import { LockbellError } from "../../platform/errors.ts";
import type { DispatchCommit, DispatchStore, OwnerDecision } from "../dispatch-store.ts";
import type { Lease } from "../lease.ts";
import { SILENCE } from "../reasons.ts";
import { createBatchWriter, type DispatchPage } from "./sqlite-batch-writer.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createHoldWaiting } from "./sqlite-hold-waiting.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";
import { createNoticeOpener, type NoticeOrigin } from "./sqlite-notice-opener.ts";
import { createOpenNotices } from "./sqlite-open-notices.ts";
import { createRecipients } from "./sqlite-recipients.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";
import { createTrails } from "./sqlite-trails.ts";
import { readStoredEvent, type StoredEventRow } from "./stored-event-row.ts";

type NewOwnerEvent = [
  seq: number,
  occurredAt: number,
  recipientId: number | null,
  deliverySeq: number | null,
  thread: string | null,
  decision: string,
  reason: string,
  detail: string | null,
  trailId: number,
  decidedAt: number,
  holdUntil: number | null,
];

/** The dispatch phase's part of the store. */
export function createSqliteDispatchStore(database: SqliteDatabase, checkLease: LeaseCheck): DispatchStore {
  const { connection } = database;
  const totals = createTotals(database);
  const recipients = createRecipients(database);
  const trails = createTrails(database);
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
  const insert = connection.prepare<NewOwnerEvent>(
    `INSERT INTO owner_events (seq, occurred_at, recipient_id, delivery_seq, thread, decision, reason, detail, trail_id, decided_at, hold_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

  function writeDecisions(page: DispatchPage, { now, notifier, names }: DispatchCommit): void {
    const notices = joiner({ notifier, names, now });
    const trailId = trails();
    const held = new Map<string, number>();
    const silenced = new Map<number, number>();
    const write = (seq: number, occurredAt: number, owner: OwnerDecision): void => {
      const recipientId = owner.recipient === undefined ? null : recipients.idOf(owner.recipient);
      const joins = owner.decision === "notify" && recipientId !== null;
      const deliverySeq = joins ? notices.join(recipientId, occurredAt) : null;
      const thread = owner.decision === "hold" ? null : owner.thread;
      const detail = owner.decision === "hold" ? (owner.detail ?? null) : null;
      const until = owner.decision === "hold-until" ? owner.until : null;
      const { decision, reason } = owner;
      insert.run(
        seq,
        occurredAt,
        recipientId,
        deliverySeq,
        thread,
        decision,
        reason,
        detail,
        trailId(owner.trail),
        now,
        until,
      );
      if (decision !== "hold") return;
      held.set(reason, (held.get(reason) ?? 0) + 1);
      if (reason === SILENCE && recipientId !== null) silenced.set(recipientId, (silenced.get(recipientId) ?? 0) + 1);
    };
    for (const { seq, event } of page) if (event !== null) write(seq, event.occurredAt, event.owner);
    notices.finish();
    for (const [reason, count] of held) totals.add(OWNERS_BOOK, "held", reason, count);
    for (const [recipientId, count] of silenced) recipients.addSilenced(recipientId, count);
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
    ...createHoldWaiting(database, checkLease),
    ...createOpenNotices(database, checkLease),
  };
}
