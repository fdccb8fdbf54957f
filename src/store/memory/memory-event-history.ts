import { nativeKey } from "../../event/fingerprint.ts";
import { firstAwaited, ownerOutcome, sinkOutcome } from "../event-outcome.ts";
import type { DecisionRecord, EventHistory, OperatorStore } from "../operator-store.ts";
import { purgedEvent } from "../purged-event.ts";
import { DISCARDED, PURGED } from "../reasons.ts";
import { readStored } from "./memory-dispatch-store.ts";
import { type EventRow, holderOf, type MemoryState, type OwnerRow, type SinkRow } from "./memory-state.ts";

const NO_OWNER_YET = { recipient: null, trail: [], decisions: [], deliveryId: null };

/** Reads back everything that was decided about an event. */
export function createMemoryEventHistory(state: MemoryState): Pick<OperatorStore, "findEvents"> {
  return {
    async findEvents(id) {
      const text = id.trim();
      const found = state.eventsById.get(text.toLowerCase());
      const rows = found === undefined ? findByNative(state, nativeKey(text).toString("hex")) : [found];
      return rows.map((row) => readHistory(state, row));
    },
  };
}

function findByNative(state: MemoryState, native: string): EventRow[] {
  if (native === "") return [];
  const wanted = new Set<string>();
  for (const keys of state.sightings.values()) {
    for (const [key, natives] of keys) if (natives.has(native)) wanted.add(`${key} ${natives.get(native)}`);
  }
  return wanted.size === 0 ? [] : state.events.filter(({ key, n }) => wanted.has(`${key} ${n}`));
}

function readHistory(state: MemoryState, row: EventRow): EventHistory {
  const { seq, id, key, n, occurredAt, purgedAt } = row;
  const sightings = [...state.sightings]
    .filter(([, keys]) => [...(keys.get(key)?.values() ?? [])].includes(n))
    .map(([source]) => ({ source, n }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
  return {
    stored: row.event === null ? { seq, event: purgedEvent(id, occurredAt) } : readStored(row),
    purged: purgedAt !== null,
    sightings,
    owner: readOwner(state, row),
    sinks: [...state.sinks.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((sink) => readSink(state, sink, row)),
  };
}

function readOwner(state: MemoryState, { seq, purgedAt }: EventRow): EventHistory["owner"] {
  const row = state.ownerEvents.get(seq);
  if (row === undefined) {
    if (purgedAt === null) return { outcome: "undispatched", reason: null, ...NO_OWNER_YET };
    return { outcome: "held", reason: PURGED, ...NO_OWNER_YET };
  }
  const delivery = state.deliveries[(row.deliverySeq ?? 0) - 1] ?? null;
  const isTold = row.thread !== null && delivery?.frozen?.told.includes(row.thread) === true;
  return {
    ...ownerOutcome({ ...row, isTold, delivery }),
    recipient: state.recipients[(row.recipientId ?? 0) - 1]?.recipient ?? null,
    trail: row.trail,
    decisions: readDecisions(row, delivery?.decisions ?? []),
    deliveryId: delivery?.id ?? null,
  };
}

function readDecisions(row: OwnerRow, ofDelivery: readonly DecisionRecord[]): DecisionRecord[] {
  const { decidedAt: at, decision, reason, detail, awaited, releasedAt } = row;
  const own: DecisionRecord[] = [{ at, decision, reason, detail }];
  if (awaited !== null && !(decision === "await" && awaited.at === at)) own.unshift(firstAwaited(awaited));
  if (releasedAt !== null) own.push({ at: releasedAt, decision: "notify", reason: "repeat-ended", detail: null });
  // What was decided about the notice before this event joined it is not about this event.
  return [...own, ...ofDelivery.filter((taken) => taken.at >= (releasedAt ?? at))];
}

function readSink(state: MemoryState, sink: SinkRow, { seq, purgedAt }: EventRow): EventHistory["sinks"][number] {
  const { name, since } = sink;
  const batch = holderOf(state, name, seq);
  const exception = sink.exceptions.get(seq) ?? null;
  const facts = { seq, since, isDispatched: seq <= state.mark, isPurged: purgedAt !== null, exception };
  const isSkipped = exception?.outcome === "skipped" && exception.reason !== DISCARDED;
  return {
    sink: name,
    ...sinkOutcome({ ...facts, batch: batch ?? null }),
    deliveryId: isSkipped ? null : (batch?.id ?? null),
  };
}
