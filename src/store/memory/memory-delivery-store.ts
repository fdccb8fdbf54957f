import { LockbellError } from "../../platform/errors.ts";
import type { DeliveryStore } from "../delivery-store.ts";
import { createMemoryClaims } from "./memory-claims.ts";
import { createMemoryMembers } from "./memory-members.ts";
import { settle } from "./memory-settle.ts";
import { type DeliveryRow, deliveryAt, type MemoryState } from "./memory-state.ts";

interface Claim {
  readonly seq: number;
  readonly token: number;
}

/** The deliver phase's part of the store. Every claim of a call is checked before anything is changed. */
export function createMemoryDeliveryStore(state: MemoryState): DeliveryStore {
  const claimed = ({ seq, token }: Claim): DeliveryRow => {
    const row = state.deliveries[seq - 1];
    if (row?.state !== "claimed" || row.token !== token) throw new LockbellError("LEASE_LOST", `delivery ${seq}`);
    return row;
  };
  return {
    ...createMemoryClaims(state),
    ...createMemoryMembers(state),
    async freezeNotices(freezes) {
      freezes.forEach(claimed);
      for (const { seq, content, subject, told, notes } of freezes) {
        const row = deliveryAt(state, seq);
        // Content once frozen stays: a second freeze only fills what a purge emptied.
        if (row.frozen?.content != null) continue;
        row.frozen = { content: Buffer.from(content), subject, told: [...told], notes: [...notes] };
      }
    },
    async beginAttempts(claims, now) {
      for (const row of claims.map(claimed)) {
        // An earlier one that was cut off: whoever begins anew has asked and knows that nothing was sent.
        const last = row.attemptRecords[row.attemptRecords.length - 1];
        if (last?.endedAt === null) Object.assign(last, { endedAt: now, status: "unknown", reason: "cut-off" });
        row.attempts += 1;
        row.unsettled = true;
        const record = { n: row.attempts, startedAt: now, endedAt: null, status: "begun", reason: null, detail: null };
        row.attemptRecords.push(record);
      }
    },
    async rememberState(seq, token, remembered) {
      claimed({ seq, token }).memory = remembered;
    },
    async channelState(channel) {
      return state.channelStates.get(channel) ?? null;
    },
    async settle(settlements, resource, slots = []) {
      settlements.forEach(claimed);
      const now = settlements[0]?.now ?? 0;
      if (resource !== undefined) for (const takenAt of slots) moveSlot(state, resource, takenAt, now);
      for (const settlement of settlements) {
        const { claimedAt } = deliveryAt(state, settlement.seq);
        if (resource !== undefined && claimedAt !== null) moveSlot(state, resource, claimedAt, settlement.now);
        settle(state, deliveryAt(state, settlement.seq), settlement);
      }
    },
  };
}

/** A slot that was taken at that time counts from `now` on. */
function moveSlot(state: MemoryState, resource: string, takenAt: number, now: number): void {
  const taken = state.pacing.get(resource) ?? [];
  const at = taken.indexOf(takenAt);
  if (at !== -1) taken[at] = Math.max(takenAt, now);
}
