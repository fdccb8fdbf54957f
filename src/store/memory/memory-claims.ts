import type { ClaimAnswer, ClaimedDelivery, ClaimRequest, DeliveryStore } from "../delivery-store.ts";
import { longestWindow, readSlots } from "../pacing-window.ts";
import { giveBack } from "./give-back.ts";
import type { DeliveryRow, MemoryState } from "./memory-state.ts";

/** Claims: who may work on which delivery, and until when. */
export function createMemoryClaims(
  state: MemoryState,
): Pick<DeliveryStore, "claimDeliveries" | "takeSlot" | "renewClaims"> {
  return {
    async claimDeliveries(request) {
      return claimDue(state, request);
    },
    async takeSlot(pacing, now) {
      const taken = readTaken(state, { pacing, now });
      const { free, nextAt } = readSlots(pacing.limits, taken, now);
      if (free === 0) return nextAt ?? now + longestWindow(pacing.limits);
      state.pacing.set(pacing.resource, [...taken, now]);
      return null;
    },
    async renewClaims(claims, now, leaseMs) {
      const lost: number[] = [];
      for (const { seq, token } of claims) {
        const row = state.deliveries[seq - 1];
        if (row?.state === "claimed" && row.token === token && row.lease !== null) row.lease.expiresAt = now + leaseMs;
        else lost.push(seq);
      }
      return lost;
    },
  };
}

function claimDue(state: MemoryState, request: ClaimRequest): ClaimAnswer {
  const { now, limit, pacing, isDead } = request;
  for (const row of ofChannel(state, request)) {
    const { lease } = row;
    if (row.state === "claimed" && lease !== null && (lease.expiresAt <= now || isDead(lease.holder)))
      giveBack(state, row);
  }
  const taken = pacing === null ? [] : readTaken(state, request);
  const free = pacing === null ? limit : readSlots(pacing.limits, taken, now).free;
  const claimed = waiting(state, request)
    .filter(({ dueAt }) => dueAt !== null && dueAt <= Math.min(now, request.dueBy ?? now))
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.seq - b.seq)
    .slice(0, Math.min(limit, free, room(state, request)))
    .map((row) => take(state, row, request));
  if (pacing !== null) state.pacing.set(pacing.resource, [...taken, ...claimed.map(() => now)]);
  return { claimed, nextAt: findNext(state, request) };
}

/** How many more may be claimed beside those that are under way. */
function room(state: MemoryState, request: ClaimRequest): number {
  const most = request.pacing?.concurrent ?? Number.POSITIVE_INFINITY;
  const busy = ofChannel(state, request).filter(({ state: at }) => at === "claimed").length;
  return Math.max(0, most - busy);
}

function take(state: MemoryState, row: DeliveryRow, { now, holder, leaseMs }: ClaimRequest): ClaimedDelivery {
  const recipient = state.recipients[(row.recipientId ?? 0) - 1];
  if (recipient !== undefined) {
    if (row.state === "open") moveThreads(state, row);
    // What silences hid is counted up to here; what they hide later belongs to the next notice.
    if (row.frozen === null || row.frozen.content === null) row.silenced = recipient.silenced;
  }
  row.state = "claimed";
  row.token += 1;
  row.claimedAt = now;
  row.lease = { holder: { ...holder }, expiresAt: now + leaseMs };
  const { seq, id, kind, channel, reference, token, unsettled, memberCount } = row;
  return {
    ...{ seq, id, kind, channel, reference, token, unsettled, memberCount },
    attempts: row.attempts - row.attemptsBefore,
    isRepeat: row.attempts > 0,
    begunAt: row.attemptRecords.find(({ endedAt }) => endedAt === null)?.startedAt ?? null,
    recipient: recipient?.recipient ?? null,
    leaseExpiresAt: now + leaseMs,
    content: row.frozen?.content ?? null,
    state: row.memory,
  };
}

function moveThreads(state: MemoryState, { recipientId, members }: DeliveryRow): void {
  const newest = new Map<string, number>();
  for (const seq of members) {
    const thread = state.ownerEvents.get(seq)?.thread ?? null;
    const occurredAt = state.events[seq - 1]?.occurredAt ?? 0;
    if (thread !== null) newest.set(thread, Math.max(newest.get(thread) ?? occurredAt, occurredAt));
  }
  const threads = state.recipients[(recipientId ?? 0) - 1]?.threads;
  for (const [thread, newestAt] of newest) {
    threads?.set(thread, { newestAt, previousAt: threads.get(thread)?.newestAt ?? null });
  }
}

function findNext(state: MemoryState, request: ClaimRequest): number | null {
  const { now, pacing } = request;
  // While as many are under way as may be, the next one can begin when one of them ends, at its lease's end at the latest.
  const candidates = room(state, request) > 0 ? waiting(state, request) : [];
  const times = candidates.flatMap(({ dueAt }) => (dueAt === null ? [] : [Math.max(dueAt, now)]));
  for (const { state: at, lease } of ofChannel(state, request)) {
    if (at === "claimed" && lease !== null) times.push(lease.expiresAt);
  }
  if (times.length === 0) return null;
  const next = times.reduce((a, b) => Math.min(a, b));
  if (pacing === null) return next;
  const { free, nextAt } = readSlots(pacing.limits, readTaken(state, request), now);
  if (free > 0) return next;
  return nextAt === null ? null : Math.max(next, nextAt);
}

/** What may be claimed once it is due. An open notice lets an earlier one to the same recipient go first. */
function waiting(state: MemoryState, request: ClaimRequest): DeliveryRow[] {
  const rows = ofChannel(state, request);
  const busy = new Set(
    rows.filter(({ state: at }) => at === "claimed" || at === "retry").map((row) => row.recipientId),
  );
  return rows.filter((row) => {
    if (row.hold !== null) return false;
    if (row.state === "retry") return true;
    return row.state === "open" && (row.kind === "batch" || !busy.has(row.recipientId));
  });
}

function ofChannel({ deliveries }: MemoryState, { kind, channel }: ClaimRequest): DeliveryRow[] {
  return deliveries.filter((row) => row.kind === kind && row.channel === channel);
}

function readTaken(state: MemoryState, { pacing, now }: Pick<ClaimRequest, "pacing" | "now">): number[] {
  if (pacing === null) return [];
  const since = now - longestWindow(pacing.limits);
  return (state.pacing.get(pacing.resource) ?? []).filter((at) => at > since).sort((a, b) => a - b);
}
