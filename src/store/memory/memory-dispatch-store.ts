import { LockbellError } from "../../platform/errors.ts";
import type { StoredEvent } from "../collect-store.ts";
import type { DispatchCommit, DispatchStore } from "../dispatch-store.ts";
import { type DispatchPage, writeBatches } from "./memory-batches.ts";
import { addToBook } from "./memory-book.ts";
import { checkLease } from "./memory-lease-store.ts";
import { createMemoryOpenNotices } from "./memory-open-notices.ts";
import { decide, join, type ReservedNames, reserve, reserveNames } from "./memory-owner-decisions.ts";
import { loseMembers } from "./memory-purge-events.ts";
import { type DeliveryRow, type EventRow, findRecipient, isAwaited, type MemoryState } from "./memory-state.ts";

/** The dispatch phase's part of the store. */
export function createMemoryDispatchStore(state: MemoryState): DispatchStore {
  return {
    async undispatched(limit) {
      const waiting: StoredEvent[] = [];
      for (let at = state.mark; at < state.events.length && waiting.length < limit; at += 1) {
        const row = state.events[at];
        if (row?.event != null) waiting.push(readStored(row));
      }
      return waiting;
    },
    async threadTimes(threads) {
      return threads.map(
        ({ recipient, thread }) => findRecipient(state, recipient)?.threads.get(thread)?.newestAt ?? null,
      );
    },
    async commitDispatch(commit) {
      checkLease(state, commit.lease);
      const page = readPage(state, commit);
      // Whatever may fail comes before anything is changed.
      const owners = page.flatMap(({ event }) => (event === null ? [] : [event.owner]));
      const reserved = reserveNames(state, owners, commit.names);
      const fillBatches = writeBatches(state, page, commit);
      for (const { seq, event } of page) if (event !== null) decide(state, seq, event.owner, commit, reserved);
      fillBatches();
      state.mark = page[page.length - 1]?.seq ?? state.mark;
    },
    async releaseRepeats(lease, until, now, limit, names, notifier) {
      checkLease(state, lease);
      const due = [...state.ownerEvents]
        .flatMap(([seq, row]) =>
          row.holdUntil !== null && row.holdUntil <= until ? [{ seq, row, at: row.holdUntil }] : [],
        )
        .sort((a, b) => a.at - b.at || a.seq - b.seq)
        .slice(0, limit);
      const reserved: ReservedNames = new Map();
      for (const { row } of due) reserve(state, row.recipientId ?? 0, names, reserved);
      for (const { seq, row } of due) {
        row.holdUntil = null;
        row.releasedAt = now;
        row.deliverySeq = join(state, row.recipientId ?? 0, seq, { now, notifier }, reserved).seq;
      }
      return due.length;
    },
    async awaited(after, limit) {
      const waiting: StoredEvent[] = [];
      for (const seq of awaitedSeqs(state)) {
        const stored = state.events[seq - 1];
        if (seq > after && waiting.length < limit && stored?.event != null) waiting.push(readStored(stored));
      }
      return waiting;
    },
    async commitAwaited(commit) {
      checkLease(state, commit.lease);
      const waiting = new Set(awaitedSeqs(state));
      // Each once, however often it was given: after the first decision it is not awaited any more.
      const events = commit.events.filter(({ seq }) => waiting.delete(seq));
      const reserved = reserveNames(
        state,
        events.map(({ owner }) => owner),
        commit.names,
      );
      for (const { seq, owner } of events) decide(state, seq, owner, commit, reserved);
    },
    async holdWaiting(lease, matches, reason, now) {
      checkLease(state, lease);
      const losers = new Set<DeliveryRow>();
      let held = 0;
      for (const [seq, row] of state.ownerEvents) {
        const notice = state.deliveries[(row.deliverySeq ?? 0) - 1];
        const waits = row.holdUntil !== null || notice?.state === "open" || isAwaited(row);
        const stored = state.events[seq - 1];
        if (!waits || stored?.event == null || !matches(readStored(stored).event)) continue;
        addToBook(state.ownerBook, "held", reason, 1);
        Object.assign(row, { outcome: "held", outcomeReason: reason, holdUntil: null, deliverySeq: null });
        notice?.members.delete(seq);
        if (notice !== undefined) losers.add(notice);
        held += 1;
      }
      for (const row of losers) loseMembers(state, row, reason, now);
      return held;
    },
    ...createMemoryOpenNotices(state),
  };
}

/** A stored event that was not purged. */
export function readStored({ seq, id, event }: EventRow): StoredEvent {
  if (event === null) throw new RangeError(`Event ${seq} was purged.`);
  return { seq, event: { ...event, id } };
}

/** The store's ordinals of what is awaited, in order. */
function awaitedSeqs(state: MemoryState): readonly number[] {
  const seqs = [...state.ownerEvents].flatMap(([seq, row]) => (isAwaited(row) ? [seq] : []));
  return seqs.sort((a, b) => a - b);
}

/** Every stored event of the page in order. One that was left out would never be told: that is refused. */
function readPage(state: MemoryState, { events }: DispatchCommit): DispatchPage {
  const last = events[events.length - 1]?.seq ?? 0;
  const bySeq = new Map(events.map((event) => [event.seq, event] as const));
  const page = state.events.slice(state.mark, last).map(({ seq, event: stored }) => {
    const event = bySeq.get(seq);
    bySeq.delete(seq);
    if (event === undefined && stored !== null) throw new LockbellError("INTERNAL", `Event ${seq} was left out.`);
    return { seq, event: stored === null ? null : (event ?? null) };
  });
  if (bySeq.size > 0) throw new LockbellError("INTERNAL", "An event was dispatched that is not waiting for it.");
  return page;
}
