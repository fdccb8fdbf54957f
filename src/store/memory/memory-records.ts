import { LockbellError } from "../../platform/errors.ts";
import type { OperatorStore } from "../operator-store.ts";
import type { MemoryState } from "./memory-state.ts";

type Records = Pick<
  OperatorStore,
  | "rejectedCounts"
  | "rejectedRecords"
  | "clearRejected"
  | "addSilence"
  | "silences"
  | "expireSilence"
  | "recordLookup"
  | "lookups"
>;

/** Rejected records, silences and look-ups: what operators keep and read, newest first. */
export function createMemoryRecords(state: MemoryState): Records {
  return {
    async rejectedCounts() {
      const counts: Record<string, number> = {};
      for (const { reason } of state.rejected.values()) counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    },
    async rejectedRecords(limit) {
      return [...state.rejected.values()].reverse().slice(0, limit);
    },
    async clearRejected() {
      const count = state.rejected.size;
      state.rejected.clear();
      return count;
    },
    async addSilence(silence) {
      if (state.silences.some(({ id }) => id === silence.id)) {
        throw new LockbellError("INTERNAL", `There is a silence ${silence.id} already.`);
      }
      state.silences.push({ ...silence });
    },
    async silences() {
      return [...state.silences].reverse().sort((a, b) => b.createdAt - a.createdAt);
    },
    async expireSilence(id, now) {
      const silence = state.silences.find((known) => known.id === id && known.endsAt > now);
      if (silence !== undefined) silence.endsAt = now;
      return silence !== undefined;
    },
    async recordLookup(lookup) {
      state.lookups.push({ ...lookup });
    },
    async lookups(limit) {
      return [...state.lookups].reverse().slice(0, limit);
    },
  };
}
