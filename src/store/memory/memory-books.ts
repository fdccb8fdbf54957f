import type { OperatorStore } from "../operator-store.ts";
import { BEFORE_SINK, PURGED, REPEAT, SINK_ABSENT } from "../reasons.ts";
import { reasonsOf, sumOf } from "./memory-book.ts";
import { batchSeqs, type DeliveryRow, isAwaited, isFinal, type MemoryState } from "./memory-state.ts";

/** The books: what is final was counted when it happened, what is not is counted now. Nothing is a difference. */
export function createMemoryBooks(state: MemoryState): Pick<OperatorStore, "ownerBooks" | "sinkBooks"> {
  return {
    async ownerBooks() {
      const book = state.ownerBook;
      const held = reasonsOf(book, "held");
      for (const row of state.ownerEvents.values()) {
        if (row.holdUntil !== null) add(held, REPEAT, 1);
        else if (isAwaited(row)) add(held, row.reason, 1);
      }
      const live = { pending: undispatched(state).stored, dead: 0, unknown: 0 };
      for (const row of state.deliveries) {
        if (row.kind !== "notice" || isFinal(row)) continue;
        if (row.state === "open" && row.hold !== null) add(held, row.hold, row.members.size);
        else live[wordOf(row)] += row.members.size;
      }
      return { known: sumOf(book, "known"), told: sumOf(book, "told"), covered: sumOf(book, "covered"), held, ...live };
    },
    async sinkBooks(name) {
      const sink = state.sinks.get(name);
      const book = sink?.book ?? new Map();
      const skipped = reasonsOf(book, "skipped");
      const { stored, purged } = undispatched(state);
      // Dispatched without the sink, and not written down yet because the sink has had no dispatch since.
      const missed = state.events.slice(sink?.mark ?? 0, state.mark).length;
      add(skipped, sink === undefined ? BEFORE_SINK : SINK_ABSENT, missed);
      add(skipped, PURGED, purged);
      const live = { pending: stored, dead: sumOf(book, "dead"), unknown: 0 };
      for (const row of state.deliveries) {
        if (row.kind === "batch" && row.channel === name && !isFinal(row))
          live[wordOf(row)] += batchSeqs(state, row).length;
      }
      return { known: sumOf(state.ownerBook, "known"), delivered: sumOf(book, "delivered"), skipped, ...live };
    },
  };
}

function undispatched(state: MemoryState): { readonly stored: number; readonly purged: number } {
  const waiting = state.events.slice(state.mark);
  const stored = waiting.filter(({ event }) => event !== null).length;
  return { stored, purged: waiting.filter(({ event }) => event === null).length };
}

function wordOf({ state }: DeliveryRow): "pending" | "dead" | "unknown" {
  return state === "dead" || state === "unknown" ? state : "pending";
}

function add(counts: Record<string, number>, reason: string, count: number): void {
  if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
}
