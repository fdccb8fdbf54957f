import type { StoredEvent } from "../collect-store.ts";
import type { DeliveryStore, NoticeThread } from "../delivery-store.ts";
import { readStored } from "./memory-dispatch-store.ts";
import { batchSeqs, deliveryAt, type MemoryState } from "./memory-state.ts";

/** What deliveries hold. */
export function createMemoryMembers(state: MemoryState): Pick<DeliveryStore, "noticeMembers" | "deliveryEvents"> {
  return {
    async noticeMembers(seq, limit) {
      const delivery = deliveryAt(state, seq);
      const all = groupByThread(state, delivery.members);
      const threads = all.slice(0, limit);
      const rest = all.slice(limit);
      const recipient = state.recipients[(delivery.recipientId ?? 0) - 1];
      const silenced = delivery.state === "open" ? (recipient?.silenced ?? 0) : delivery.silenced;
      const owners = [...state.ownerEvents.values()];
      return {
        threads,
        moreThreads: rest.length,
        moreAttempts: rest.reduce((sum, { attempts }) => sum + attempts, 0),
        heldBack: {
          repeat: owners.filter((row) => row.holdUntil !== null && row.recipientId === delivery.recipientId).length,
          silenced: Math.max(0, silenced - (recipient?.silenceTold ?? silenced)),
        },
        last: recipient?.last ?? null,
      };
    },
    async deliveryEvents(deliverySeq, after, limit) {
      const delivery = state.deliveries[deliverySeq - 1];
      if (delivery === undefined) return [];
      const seqs =
        delivery.kind === "notice" ? [...delivery.members].sort((a, b) => a - b) : batchSeqs(state, delivery);
      const events: StoredEvent[] = [];
      for (const seq of seqs) {
        const row = state.events[seq - 1];
        if (seq > after && row?.event != null && events.length < limit) events.push(readStored(row));
      }
      return events;
    },
  };
}

function groupByThread(state: MemoryState, members: ReadonlySet<number>): NoticeThread[] {
  const groups = new Map<string, StoredEvent[]>();
  for (const seq of members) {
    const row = state.events[seq - 1];
    const thread = state.ownerEvents.get(seq)?.thread ?? null;
    if (row?.event == null || thread === null) continue;
    const group = groups.get(thread) ?? [];
    group.push(readStored(row));
    groups.set(thread, group);
  }
  return [...groups]
    .map(([thread, events]) => readThread(state, thread, events))
    .sort((a, b) => a.firstAt - b.firstAt || (a.thread < b.thread ? -1 : 1));
}

function readThread(state: MemoryState, thread: string, events: readonly StoredEvent[]): NoticeThread {
  const at = ({ seq }: StoredEvent): number => state.events[seq - 1]?.occurredAt ?? 0;
  const order = ({ event, seq }: StoredEvent): string =>
    `${event.rowId ?? event.correlationId ?? ""}${String(seq).padStart(16, "0")}`;
  const byTime = [...events].sort((a, b) => at(a) - at(b) || (order(a) < order(b) ? -1 : 1));
  const [first, newest] = [byTime[0], byTime[byTime.length - 1]];
  if (first === undefined || newest === undefined) throw new RangeError("A thread without events.");
  return { thread, attempts: events.length, firstAt: at(first), lastAt: at(newest), newest };
}
