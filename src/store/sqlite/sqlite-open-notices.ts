import type { RecipientRole } from "../../platform/recipient-role.ts";
import type { DispatchStore, NoticeSchedule, OpenNotice } from "../dispatch-store.ts";
import type { Lease } from "../lease.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createDecisions } from "./sqlite-decisions.ts";
import type { LeaseCheck } from "./sqlite-lease-store.ts";

interface OpenNoticeRow {
  readonly seq: number;
  readonly id: string;
  readonly address: string;
  readonly role: RecipientRole;
  readonly oldestEventAt: number;
  readonly memberCount: number;
  readonly dueAt: number | null;
  readonly hold: string | null;
}

/** A notice counts as claimed for its recipient unless it was given back, given up, or never got through. */
const COUNTS = "kind = 'notice' AND claimed_at IS NOT NULL AND state IN ('claimed', 'retry', 'delivered', 'unknown')";

/** Open notices and when they fall due. */
export function createOpenNotices(
  database: SqliteDatabase,
  checkLease: LeaseCheck,
): Pick<DispatchStore, "openNotices" | "scheduleNotices"> {
  const { connection } = database;
  const { decide } = createDecisions(database);
  const open = connection.prepare<[number, number], OpenNoticeRow>(
    `SELECT d.seq, d.id, r.address, r.role, d.oldest_at AS oldestEventAt,
       d.member_count AS memberCount, d.due_at AS dueAt, d.hold
     FROM deliveries d JOIN recipients r ON r.id = d.recipient_id
     WHERE d.state = 'open' AND d.kind = 'notice' AND d.seq > ? ORDER BY d.seq LIMIT ?`,
  );
  const inbox = "recipient_id IN (SELECT id FROM recipients WHERE address = ?)";
  const recent = connection
    .prepare<[string, number], number>(
      `SELECT claimed_at FROM deliveries WHERE ${inbox} AND claimed_at >= ? AND ${COUNTS} ORDER BY claimed_at`,
    )
    .pluck();
  const last = connection
    .prepare<[string], number>(
      `SELECT claimed_at FROM deliveries WHERE ${inbox} AND ${COUNTS} ORDER BY claimed_at DESC LIMIT 1`,
    )
    .pluck();
  const findHold = connection.prepare<[number], { readonly hold: string | null }>(
    "SELECT hold FROM deliveries WHERE seq = ? AND state = 'open' AND kind = 'notice'",
  );
  const schedule = connection.prepare<[number, string | null, number]>(
    "UPDATE deliveries SET due_at = ?, hold = ? WHERE seq = ?",
  );

  function readNotice(row: OpenNoticeRow, recentSince: number): OpenNotice {
    const { address, role, ...notice } = row;
    return {
      ...notice,
      recipient: { address, role },
      recentClaims: recent.all(address, recentSince) as number[],
      lastClaimAt: (last.get(address) as number | undefined) ?? null,
    };
  }

  function scheduleAll(lease: Lease, schedules: readonly NoticeSchedule[], now: number): void {
    checkLease(lease);
    for (const { seq, dueAt, hold } of schedules) {
      const notice = findHold.get(seq);
      if (notice === undefined) continue;
      schedule.run(dueAt, hold, seq);
      if (hold === notice.hold) continue;
      if (notice.hold !== null) decide(seq, { at: now, decision: "let-go", reason: notice.hold, detail: null });
      if (hold !== null) decide(seq, { at: now, decision: "hold", reason: hold, detail: null });
    }
  }

  return {
    openNotices: (after, limit, recentSince) =>
      database.read(() => open.all(after, limit).map((row) => readNotice(row, recentSince))),
    scheduleNotices: (lease, schedules, now) => database.write(() => scheduleAll(lease, schedules, now)),
  };
}
