import { readReferenceCode } from "../../platform/reference-code.ts";
import { ALL_KINDS, ALL_STATES } from "../delivery-states.ts";
import type { DeliveryKind } from "../delivery-store.ts";
import type { DeliveryRecord, OperatorStore, RefusedEvent } from "../operator-store.ts";
import { DISCARDED } from "../reasons.ts";
import { addToBook } from "./memory-book.ts";
import { batchSeqs, type DeliveryRow, holderOf, type MemoryState } from "./memory-state.ts";

type Deliveries = Pick<
  OperatorStore,
  "findDelivery" | "listDeliveries" | "deliveryCounts" | "retryDeliveries" | "discardDeliveries"
>;

/** Deliveries as people look at them, and what they may do about those that failed. */
export function createMemoryDeliveries(state: MemoryState): Deliveries {
  const find = (text: string): DeliveryRow | undefined =>
    state.deliveries.find(({ id }) => id === text) ??
    state.deliveries.find(({ id }) => id === text.toLowerCase()) ??
    state.deliveries.find(({ reference }) => reference !== null && reference === (readReferenceCode(text) ?? text));
  const byIds = (ids: readonly string[]): DeliveryRow[] =>
    [...new Set(ids)].flatMap((id) => state.deliveries.filter((row) => row.id === id));
  return {
    async findDelivery(idOrReference) {
      const row = find(idOrReference.trim());
      return row === undefined ? null : readDelivery(state, row);
    },
    async listDeliveries({ states = ALL_STATES, kind, limit }) {
      return state.deliveries
        .filter((row) => states.includes(row.state) || (states.includes("dead") && refusedOf(state, row).length > 0))
        .filter((row) => kind === undefined || row.kind === kind)
        .reverse()
        .slice(0, limit)
        .map((row) => readDelivery(state, row));
    },
    async deliveryCounts() {
      const count = (kind: DeliveryKind, at: string): number =>
        state.deliveries.filter((row) => row.kind === kind && row.state === at).length;
      const of = (kind: DeliveryKind) => Object.fromEntries(ALL_STATES.map((at) => [at, count(kind, at)]));
      return Object.fromEntries(ALL_KINDS.map((kind) => [kind, of(kind)])) as Awaited<
        ReturnType<OperatorStore["deliveryCounts"]>
      >;
    },
    async retryDeliveries(ids, now) {
      const rows = byIds(ids).filter(
        ({ kind, recipientId, state: at, dueAt }) =>
          (at === "dead" || at === "unknown" || (at === "retry" && (dueAt ?? 0) > now)) &&
          (kind === "batch" || recipientId !== null),
      );
      for (const row of rows) {
        row.decisions.push({ at: now, decision: "retry", reason: row.state, detail: row.reason });
        // Of a dead one it is known that it was not sent; of an unknown one it is asked once more; one that waits knows already.
        const unsettled = row.state === "retry" ? row.unsettled : row.state === "unknown";
        const anew = { attemptsBefore: row.attempts, unsettled };
        Object.assign(row, { state: "retry", dueAt: now, reason: null, settledAt: null, ...anew });
      }
      return rows.length;
    },
    async discardDeliveries(ids, now) {
      const rows = byIds(ids).filter(({ state: at }) => ["dead", "unknown", "open", "retry"].includes(at));
      for (const row of rows) discard(state, row, now);
      return rows.length;
    },
  };
}

function discard(state: MemoryState, row: DeliveryRow, now: number): void {
  row.decisions.push({ at: now, decision: "discard", reason: row.state, detail: row.reason });
  const sink = state.sinks.get(row.channel);
  if (row.kind === "notice") addToBook(state.ownerBook, "held", DISCARDED, row.members.size);
  else if (sink !== undefined) addToBook(sink.book, "skipped", DISCARDED, batchSeqs(state, row).length);
  Object.assign(row, { state: "discarded", reason: DISCARDED, hold: null, settledAt: now });
}

function readDelivery(state: MemoryState, row: DeliveryRow): DeliveryRecord {
  const { seq, id, kind, channel, state: at, hold, reference, memberCount, createdAt, dueAt, settledAt, reason } = row;
  return {
    ...{ seq, id, kind, channel, state: at, hold, reference, memberCount, createdAt, dueAt, settledAt, reason },
    recipient: state.recipients[(row.recipientId ?? 0) - 1]?.recipient ?? null,
    subject: row.frozen?.subject ?? null,
    content: row.frozen?.content ?? null,
    told: row.frozen?.told ?? null,
    notes: row.frozen?.notes ?? [],
    refused: refusedOf(state, row),
    attempts: row.attemptRecords.map((attempt) => ({ ...attempt })),
    decisions: row.decisions.map((decision) => ({ ...decision })),
  };
}

/** Of a delivered batch what its target did not take, without what was sent again since. */
function refusedOf(state: MemoryState, row: DeliveryRow): readonly RefusedEvent[] {
  const { channel, range, state: at } = row;
  if (range === null || at !== "delivered") return [];
  const exceptions = [...(state.sinks.get(channel)?.exceptions ?? [])].toSorted(([a], [b]) => a - b);
  return exceptions.flatMap(([seq, { outcome, reason }]) => {
    const isMine = outcome === "dead" && holderOf(state, channel, seq) === row;
    const id = isMine ? state.events[seq - 1]?.id : undefined;
    return id === undefined ? [] : [{ id, reason }];
  });
}
