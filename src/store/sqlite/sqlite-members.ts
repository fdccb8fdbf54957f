import { LockbellError } from "../../platform/errors.ts";
import type { StoredEvent } from "../collect-store.ts";
import type { DeliveryKind, DeliveryStore, LastNotice, NoticeMembers, NoticeThread } from "../delivery-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { readStoredEvent, type StoredEventRow } from "./stored-event-row.ts";

interface ThreadRow extends Omit<NoticeThread, "newest">, StoredEventRow {}

interface NoticeRow {
  readonly recipientId: number | null;
  readonly silenced: number;
  readonly lastAt: number | null;
  readonly lastReference: string | null;
}

interface BatchRow {
  readonly kind: DeliveryKind;
  readonly channel: string;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
}

/** What deliveries hold. Grouping and sorting happen in SQLite, so that memory does not grow with a notice's members. */
export function createMembers({
  connection,
  read,
}: SqliteDatabase): Pick<DeliveryStore, "noticeMembers" | "deliveryEvents"> {
  // The members are walked once more for the newest events, each looked up among the few threads: never thread by thread.
  // Of several in one second the row-id decides, and SQLite takes seq from the row that max() found.
  const threads = connection.prepare<{ readonly delivery: number; readonly limit: number }, ThreadRow>(
    `WITH shown AS MATERIALIZED (
       SELECT thread, count(*) AS attempts, min(occurred_at) AS firstAt, max(occurred_at) AS lastAt
       FROM owner_events WHERE delivery_seq = @delivery AND thread IS NOT NULL GROUP BY thread ORDER BY firstAt, thread LIMIT @limit
     ), newest AS MATERIALIZED (
       SELECT s.thread, m.seq, max(coalesce(t.data ->> '$.rowId', t.data ->> '$.correlationId', '') || printf('%016d', m.seq))
       FROM owner_events m CROSS JOIN shown s ON s.thread = m.thread AND s.lastAt = m.occurred_at
       JOIN event_records t ON t.seq = m.seq
       WHERE m.delivery_seq = @delivery GROUP BY s.thread
     )
     SELECT s.thread, s.attempts, s.firstAt, s.lastAt, e.seq, e.id, r.data
     FROM shown s JOIN newest n ON n.thread = s.thread
     JOIN events e ON e.seq = n.seq JOIN event_records r ON r.seq = n.seq
     ORDER BY s.firstAt, s.thread`,
  );
  const counts = connection.prepare<[number], { readonly attempts: number; readonly threads: number }>(
    `SELECT count(*) AS attempts, count(DISTINCT thread) AS threads
     FROM owner_events WHERE delivery_seq = ? AND thread IS NOT NULL`,
  );
  const notice = connection.prepare<[number], NoticeRow>(
    `SELECT d.recipient_id AS recipientId, max(0, coalesce(iif(d.state = 'open', r.silenced, d.silenced) - r.silence_told, 0)) AS silenced,
       r.last_at AS lastAt, r.last_reference AS lastReference
     FROM deliveries d LEFT JOIN recipients r ON r.id = d.recipient_id WHERE d.seq = ?`,
  );
  const held = connection
    .prepare<[number], number>("SELECT count(*) FROM owner_events WHERE recipient_id = ? AND hold_until IS NOT NULL")
    .pluck();
  const findDelivery = connection.prepare<[number], BatchRow>(
    "SELECT kind, channel, first_seq AS firstSeq, last_seq AS lastSeq FROM deliveries WHERE seq = ?",
  );
  const memberEvents = connection.prepare<[number, number, number], StoredEventRow>(
    `SELECT e.seq, e.id, r.data FROM owner_events m JOIN events e ON e.seq = m.seq JOIN event_records r ON r.seq = m.seq
     WHERE m.delivery_seq = ? AND m.seq > ? ORDER BY m.seq LIMIT ?`,
  );
  const batchEvents = connection.prepare<[number, number, string, number], StoredEventRow>(
    `SELECT e.seq, e.id, r.data FROM events e JOIN event_records r ON r.seq = e.seq
     WHERE e.seq > ? AND e.seq <= ? AND NOT EXISTS (
       SELECT 1 FROM sink_exceptions x WHERE x.sink_id = (SELECT id FROM sinks WHERE name = ?) AND x.seq = e.seq
     ) ORDER BY e.seq LIMIT ?`,
  );

  function readMembers(seq: number, limit: number): NoticeMembers {
    const about = notice.get(seq);
    const all = counts.get(seq);
    if (about === undefined || all === undefined) throw new LockbellError("INTERNAL", `There is no notice ${seq}.`);
    const shown = threads.all({ delivery: seq, limit }).map(readThread);
    const { recipientId, silenced, lastAt, lastReference } = about;
    const repeat = recipientId === null ? 0 : (held.get(recipientId) as number);
    const last: LastNotice | null =
      lastAt === null || lastReference === null ? null : { at: lastAt, reference: lastReference };
    return {
      threads: shown,
      moreThreads: all.threads - shown.length,
      moreAttempts: all.attempts - shown.reduce((sum, { attempts }) => sum + attempts, 0),
      heldBack: { repeat, silenced },
      last,
    };
  }

  function readEvents(deliverySeq: number, after: number, limit: number): readonly StoredEvent[] {
    const delivery = findDelivery.get(deliverySeq);
    if (delivery === undefined) return [];
    const { kind, channel, firstSeq, lastSeq } = delivery;
    const rows =
      kind === "notice"
        ? memberEvents.all(deliverySeq, after, limit)
        : batchEvents.all(Math.max(after, (firstSeq ?? 0) - 1), lastSeq ?? 0, channel, limit);
    return rows.map(readStoredEvent);
  }

  return {
    noticeMembers: (seq, limit) => read(() => readMembers(seq, limit)),
    deliveryEvents: (deliverySeq, after, limit) => read(() => readEvents(deliverySeq, after, limit)),
  };
}

function readThread({ thread, attempts, firstAt, lastAt, ...event }: ThreadRow): NoticeThread {
  return { thread, attempts, firstAt, lastAt, newest: readStoredEvent(event) };
}
