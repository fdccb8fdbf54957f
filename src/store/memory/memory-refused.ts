import { consecutiveRuns } from "../consecutive-runs.ts";
import { DISCARDED } from "../reasons.ts";
import type { RefusedChoice, RefusedGroup, RefusedStore } from "../refused-store.ts";
import { addToBook } from "./memory-book.ts";
import { type DeliveryRow, holderOf, type MemoryState, type SinkRow } from "./memory-state.ts";
import { newDelivery } from "./new-delivery.ts";

interface Refused {
  readonly sink: SinkRow;
  readonly seq: number;
  readonly id: string;
  readonly occurredAt: number;
  readonly reason: string;
  readonly batch: DeliveryRow | undefined;
}

/** Single refused events, and what a person decides about them. */
export function createMemoryRefused(state: MemoryState): RefusedStore {
  return {
    async refusedGroups() {
      const groups = Map.groupBy(allRefused(state), ({ sink, reason }) => JSON.stringify([sink.name, reason]));
      return [...groups.values()].map(groupOf).sort((a, b) => compare(a.sink, b.sink) || compare(a.reason, b.reason));
    },
    async retryRefused(choice, { now, batchSizes, newId }) {
      const rows = chosen(state, choice).filter(({ sink }) => batchSizes[sink.name] !== undefined);
      for (const [sink, refused] of Map.groupBy(rows, (row) => row.sink)) {
        decide(refused, "retry", now);
        for (const { seq } of refused) {
          sink.exceptions.delete(seq);
          addToBook(sink.book, "dead", "", -1);
        }
        const seqs = refused.map(({ seq }) => seq);
        for (const { first, last } of consecutiveRuns(seqs, batchSizes[sink.name] ?? 1)) {
          const run = refused.filter(({ seq }) => seq >= first && seq <= last);
          const oldestAt = run.reduce((oldest, row) => Math.min(oldest, row.occurredAt), Number.POSITIVE_INFINITY);
          const about = { id: newId(), kind: "batch" as const, channel: sink.name, recipientId: null, reference: null };
          const times = { createdAt: now, dueAt: now, oldestAt };
          const row = newDelivery({ ...about, ...times, seq: state.deliveries.length + 1, range: [first, last] });
          row.decisions.push({ at: now, decision: "retry", reason: "dead", detail: reasonsOf(run) });
          // The target has seen these events before: the attempt it refused them at is counted as made before.
          const seen = { attempts: 1, attemptsBefore: 1 };
          state.deliveries.push({ ...row, ...seen, state: "retry", memberCount: run.length });
        }
      }
      return rows.length;
    },
    async discardRefused(choice, now) {
      const rows = chosen(state, choice);
      decide(rows, "discard", now);
      for (const { sink, seq } of rows) {
        sink.exceptions.set(seq, { outcome: "skipped", reason: DISCARDED });
        addToBook(sink.book, "dead", "", -1);
        addToBook(sink.book, "skipped", DISCARDED, 1);
      }
      return rows.length;
    },
  };
}

function allRefused(state: MemoryState): Refused[] {
  const sinks = [...state.sinks.values()].sort((a, b) => compare(a.name, b.name));
  return sinks.flatMap((sink) =>
    [...sink.exceptions]
      .sort(([a], [b]) => a - b)
      .flatMap(([seq, { outcome, reason }]) => {
        const event = state.events[seq - 1];
        if (outcome !== "dead" || event === undefined) return [];
        const { id, occurredAt } = event;
        return [{ sink, seq, id, occurredAt, reason, batch: holderOf(state, sink.name, seq) }];
      }),
  );
}

function chosen(state: MemoryState, choice: RefusedChoice): Refused[] {
  return allRefused(state).filter(({ sink, id, batch }) => {
    if ("sink" in choice) return sink.name === choice.sink;
    return "event" in choice ? id === choice.event.toLowerCase() : batch?.id === choice.delivery;
  });
}

/** Each batch remembers what was decided about some of its events. */
function decide(rows: readonly Refused[], decision: string, now: number): void {
  for (const [batch, refused] of Map.groupBy(rows, (row) => row.batch))
    batch?.decisions.push({ at: now, decision, reason: "dead", detail: reasonsOf(refused) });
}

function groupOf(refused: readonly Refused[]): RefusedGroup {
  const first = refused[0];
  return {
    sink: first?.sink.name ?? "",
    reason: first?.reason ?? "",
    events: refused.length,
    example: first?.id ?? "",
  };
}

function reasonsOf(refused: readonly Refused[]): string {
  return [...new Set(refused.map(({ reason }) => reason))].sort().join(", ");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
