import { LockbellError } from "../../platform/errors.ts";
import type { RecipientRole } from "../../platform/recipient-role.ts";
import type { ClaimAnswer, ClaimedDelivery, ClaimRequest, DeliveryKind, DeliveryStore } from "../delivery-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createGiveBack } from "./sqlite-give-back.ts";
import { createPacingSlots } from "./sqlite-pacing.ts";
import { readRecipient } from "./sqlite-recipients.ts";

interface WaitingRow {
  readonly seq: number;
  readonly state: "open" | "retry";
  readonly recipientId: number | null;
}

interface ClaimedRow extends Omit<ClaimedDelivery, "recipient" | "unsettled" | "isRepeat"> {
  readonly address: string | null;
  readonly role: RecipientRole | null;
  readonly unsettled: 0 | 1;
  readonly isRepeat: 0 | 1;
}

interface HeldRow {
  readonly seq: number;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly expiresAt: number;
}

/** What may be claimed of a channel once it is due. An open notice lets an earlier one to the same recipient go first. */
const WAITING = `d.channel = ? AND d.kind = ? AND d.state IN ('open', 'retry') AND d.hold IS NULL AND NOT (
  d.state = 'open' AND d.kind = 'notice' AND EXISTS (
    SELECT 1 FROM deliveries b WHERE b.recipient_id = d.recipient_id AND b.kind = 'notice'
      AND b.state IN ('claimed', 'retry') AND b.channel = d.channel))`;

/** Claims: who may work on which delivery, and until when. */
export function createClaims(
  database: SqliteDatabase,
): Pick<DeliveryStore, "claimDeliveries" | "takeSlot" | "renewClaims"> {
  const { connection } = database;
  const giveBack = createGiveBack(database);
  const slots = createPacingSlots(database);
  const held = connection.prepare<[string, DeliveryKind], HeldRow>(
    `SELECT seq, lease_host AS host, lease_pid AS pid, lease_started_at AS startedAt, lease_expires_at AS expiresAt
     FROM deliveries WHERE channel = ? AND kind = ? AND state = 'claimed'`,
  );
  const due = connection.prepare<[string, DeliveryKind, number, number], WaitingRow>(
    `SELECT d.seq, d.state, d.recipient_id AS recipientId FROM deliveries d
     WHERE ${WAITING} AND d.due_at <= ? ORDER BY d.due_at, d.seq LIMIT ?`,
  );
  const nextDue = connection
    .prepare<[string, DeliveryKind], number>(
      `SELECT d.due_at FROM deliveries d WHERE ${WAITING} AND d.due_at IS NOT NULL ORDER BY d.due_at LIMIT 1`,
    )
    .pluck();
  const busy = connection
    .prepare<[string, DeliveryKind], number>(
      "SELECT count(*) FROM deliveries WHERE channel = ? AND kind = ? AND state = 'claimed'",
    )
    .pluck();
  const nextExpiry = connection
    .prepare<[string, DeliveryKind], number | null>(
      "SELECT min(lease_expires_at) FROM deliveries WHERE channel = ? AND kind = ? AND state = 'claimed'",
    )
    .pluck();
  const claim = connection.prepare<[number, string, number, string, number, number]>(
    `UPDATE deliveries SET state = 'claimed', token = token + 1, claimed_at = ?, lease_host = ?, lease_pid = ?,
       lease_started_at = ?, lease_expires_at = ? WHERE seq = ?`,
  );
  // In order of thread, because that is the order of the table: a recipient's threads are written side by side.
  const moveThreads = connection.prepare<[number, number]>(
    `INSERT INTO threads (recipient_id, thread, newest_at)
     SELECT ?, thread, max(occurred_at) FROM owner_events WHERE delivery_seq = ? GROUP BY thread ORDER BY thread
     ON CONFLICT (recipient_id, thread) DO UPDATE SET previous_at = newest_at, newest_at = excluded.newest_at`,
  );
  // What silences hid is counted up to here; what they hide later belongs to the next notice.
  const markSilenced = connection.prepare<[number, number]>(
    `UPDATE deliveries SET silenced = (SELECT silenced FROM recipients WHERE id = ?)
     WHERE seq = ? AND NOT EXISTS (SELECT 1 FROM frozen WHERE delivery_seq = deliveries.seq AND content IS NOT NULL)`,
  );
  const read = connection.prepare<[number], ClaimedRow>(
    `SELECT d.seq, d.id, d.kind, d.channel, d.reference, d.token, d.lease_expires_at AS leaseExpiresAt,
       d.attempts - d.attempts_before AS attempts, d.attempts > 0 AS isRepeat, d.unsettled,
       (SELECT started_at FROM attempts a WHERE a.delivery_seq = d.seq AND a.ended_at IS NULL) AS begunAt, f.content, d.memory AS state, d.member_count AS memberCount, r.address, r.role
     FROM deliveries d LEFT JOIN recipients r ON r.id = d.recipient_id LEFT JOIN frozen f ON f.delivery_seq = d.seq
     WHERE d.seq = ?`,
  );
  const renew = connection.prepare<[number, number, number]>(
    "UPDATE deliveries SET lease_expires_at = ? WHERE seq = ? AND token = ? AND state = 'claimed'",
  );

  function take({ seq, state, recipientId }: WaitingRow, { now, holder, leaseMs }: ClaimRequest): ClaimedDelivery {
    claim.run(now, holder.host, holder.pid, holder.startedAt, now + leaseMs, seq);
    if (recipientId !== null) {
      if (state === "open") moveThreads.run(recipientId, seq);
      markSilenced.run(recipientId, seq);
    }
    const row = read.get(seq);
    if (row === undefined) throw new LockbellError("INTERNAL", `Delivery ${seq} vanished while it was claimed.`);
    const { address, role, unsettled, isRepeat, ...delivery } = row;
    const recipient = readRecipient(address, role);
    return { ...delivery, recipient, unsettled: unsettled === 1, isRepeat: isRepeat === 1 };
  }

  /** How many more may be claimed beside those that are under way. */
  function room({ channel, kind, pacing }: ClaimRequest): number {
    if (pacing?.concurrent === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(0, pacing.concurrent - (busy.get(channel, kind) as number));
  }

  function claimDue(request: ClaimRequest): ClaimAnswer {
    const { channel, kind, now, limit, pacing, isDead } = request;
    for (const { seq, expiresAt, ...holder } of held.all(channel, kind)) {
      if (expiresAt <= now || isDead(holder)) giveBack(seq);
    }
    const free = pacing === null ? limit : slots.read(pacing, now).free;
    const dueBy = Math.min(now, request.dueBy ?? now);
    const most = Math.min(limit, free, room(request));
    const claimed = due.all(channel, kind, dueBy, most).map((row) => take(row, request));
    if (pacing !== null) slots.take(pacing, claimed.length, now);
    return { claimed, nextAt: findNext(request) };
  }

  function findNext(request: ClaimRequest): number | null {
    const { channel, kind, now, pacing } = request;
    // While as many are under way as may be, the next one can begin when one of them ends, at its lease's end at the latest.
    const waiting = room(request) > 0 ? (nextDue.get(channel, kind) as number | undefined) : undefined;
    const expiring = (nextExpiry.get(channel, kind) as number | null) ?? Number.POSITIVE_INFINITY;
    const next = Math.min(waiting === undefined ? Number.POSITIVE_INFINITY : Math.max(waiting, now), expiring);
    if (!Number.isFinite(next)) return null;
    if (pacing === null) return next;
    const { free, nextAt } = slots.read(pacing, now);
    if (free > 0) return next;
    return nextAt === null ? null : Math.max(next, nextAt);
  }

  return {
    claimDeliveries: (request) => database.write(() => claimDue(request)),
    takeSlot: (pacing, now) => database.write(() => slots.takeOne(pacing, now)),
    renewClaims: (claims, now, leaseMs) =>
      database.write(() =>
        claims.filter(({ seq, token }) => renew.run(now + leaseMs, seq, token).changes === 0).map(({ seq }) => seq),
      ),
  };
}
