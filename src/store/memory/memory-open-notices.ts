import type { DispatchStore, OpenNotice } from "../dispatch-store.ts";
import { checkLease } from "./memory-lease-store.ts";
import type { DeliveryRow, MemoryState } from "./memory-state.ts";

/** A notice counts as claimed for its recipient unless it was given back, given up, or never got through. */
const COUNTED = new Set(["claimed", "retry", "delivered", "unknown"]);

/** Open notices and when they fall due. */
export function createMemoryOpenNotices(state: MemoryState): Pick<DispatchStore, "openNotices" | "scheduleNotices"> {
  return {
    async openNotices(after, limit, recentSince) {
      const open: OpenNotice[] = [];
      for (const row of state.deliveries.slice(after)) {
        const notice = row.kind === "notice" && row.state === "open" ? readNotice(state, row, recentSince) : null;
        if (notice !== null && open.length < limit) open.push(notice);
      }
      return open;
    },
    async scheduleNotices(lease, schedules, now) {
      checkLease(state, lease);
      for (const { seq, dueAt, hold } of schedules) {
        const notice = state.deliveries[seq - 1];
        if (notice?.kind !== "notice" || notice.state !== "open") continue;
        const before = notice.hold;
        notice.dueAt = dueAt;
        notice.hold = hold;
        if (hold === before) continue;
        if (before !== null) notice.decisions.push({ at: now, decision: "let-go", reason: before, detail: null });
        if (hold !== null) notice.decisions.push({ at: now, decision: "hold", reason: hold, detail: null });
      }
    },
  };
}

function readNotice(state: MemoryState, row: DeliveryRow, recentSince: number): OpenNotice | null {
  const recipient = state.recipients[(row.recipientId ?? 0) - 1]?.recipient ?? null;
  if (recipient === null) return null;
  const claims = state.deliveries
    .filter(
      ({ recipientId, kind, state: at }) =>
        kind === "notice" && COUNTED.has(at) && addressOf(state, recipientId) === recipient.address,
    )
    .flatMap(({ claimedAt }) => (claimedAt === null ? [] : [claimedAt]))
    .sort((a, b) => a - b);
  return {
    seq: row.seq,
    id: row.id,
    recipient,
    oldestEventAt: row.oldestAt,
    memberCount: row.memberCount,
    dueAt: row.dueAt,
    hold: row.hold,
    recentClaims: claims.filter((at) => at >= recentSince),
    lastClaimAt: claims[claims.length - 1] ?? null,
  };
}

function addressOf(state: MemoryState, recipientId: number | null): string | undefined {
  return state.recipients[(recipientId ?? 0) - 1]?.recipient?.address;
}
