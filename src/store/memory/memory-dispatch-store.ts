import { LockbellError } from "../../platform/errors.ts";
import type { StoredEvent } from "../collect-store.ts";
import type { DeliveryNames, DispatchCommit, DispatchStore, OwnerDecision, Recipient } from "../dispatch-store.ts";
import { SILENCE } from "../reasons.ts";
import { type DispatchPage, writeBatches } from "./memory-batches.ts";
import { addToBook } from "./memory-book.ts";
import { checkLease } from "./memory-lease-store.ts";
import { createMemoryOpenNotices } from "./memory-open-notices.ts";
import { loseMembers } from "./memory-purge-events.ts";
import { type DeliveryRow, type EventRow, findRecipient, type MemoryState, type RecipientRow } from "./memory-state.ts";
import { newDelivery } from "./new-delivery.ts";

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
      const names = reserveNames(state, page, commit.names);
      const fillBatches = writeBatches(state, page, commit);
      for (const { seq, event } of page) {
        if (event !== null) decide(state, seq, event.occurredAt, event.owner, commit, names);
      }
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
      const reserved = new Map<number, Reserved>();
      for (const { row } of due) reserve(state, row.recipientId ?? 0, names, reserved);
      for (const { seq, row } of due) {
        const occurredAt = state.events[seq - 1]?.occurredAt ?? 0;
        row.holdUntil = null;
        row.releasedAt = now;
        row.deliverySeq = join(state, row.recipientId ?? 0, seq, occurredAt, { now, notifier }, reserved).seq;
      }
      return due.length;
    },
    async holdWaiting(lease, matches, reason, now) {
      checkLease(state, lease);
      const losers = new Set<DeliveryRow>();
      let held = 0;
      for (const [seq, row] of state.ownerEvents) {
        const notice = state.deliveries[(row.deliverySeq ?? 0) - 1];
        const waits = row.holdUntil !== null || notice?.state === "open";
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

interface Reserved {
  readonly id: string;
  readonly reference: string;
}

/** The recipient's row; a new recipient gets one. */
function recipientOf(state: MemoryState, recipient: Recipient): RecipientRow {
  const known = findRecipient(state, recipient);
  if (known !== undefined) return known;
  const row: RecipientRow = {
    id: state.recipients.length + 1,
    recipient: { ...recipient },
    silenced: 0,
    silenceTold: 0,
    last: null,
    threads: new Map(),
  };
  state.recipients.push(row);
  return row;
}

function reserveNames(state: MemoryState, page: DispatchPage, names: DeliveryNames): Map<number, Reserved> {
  const reserved = new Map<number, Reserved>();
  for (const { event } of page) {
    if (event?.owner.decision === "notify")
      reserve(state, recipientOf(state, event.owner.recipient).id, names, reserved);
  }
  return reserved;
}

function reserve(state: MemoryState, recipientId: number, names: DeliveryNames, reserved: Map<number, Reserved>): void {
  if (reserved.has(recipientId) || findOpen(state, recipientId) !== undefined) return;
  const taken = new Set([...state.deliveries, ...reserved.values()].map(({ reference }) => reference));
  const id = names.newId();
  for (const reference of names.references(id)) {
    if (taken.has(reference)) continue;
    reserved.set(recipientId, { id, reference });
    return;
  }
  throw new LockbellError("INTERNAL", "Every reference code of a new delivery is taken.");
}

function findOpen(state: MemoryState, recipientId: number): DeliveryRow | undefined {
  return state.deliveries.find(
    (row) => row.kind === "notice" && row.state === "open" && row.recipientId === recipientId,
  );
}

function join(
  state: MemoryState,
  recipientId: number,
  seq: number,
  occurredAt: number,
  { now, notifier }: { readonly now: number; readonly notifier: string },
  reserved: ReadonlyMap<number, Reserved>,
): DeliveryRow {
  let notice = findOpen(state, recipientId);
  if (notice === undefined) {
    const names = reserved.get(recipientId);
    if (names === undefined) throw new LockbellError("INTERNAL", "A notice is opened without a name.");
    const about = { ...names, kind: "notice" as const, channel: notifier, recipientId, range: null };
    notice = newDelivery({
      ...about,
      seq: state.deliveries.length + 1,
      createdAt: now,
      dueAt: null,
      oldestAt: occurredAt,
    });
    state.deliveries.push(notice);
  }
  notice.channel = notifier;
  notice.members.add(seq);
  notice.memberCount += 1;
  notice.oldestAt = Math.min(notice.oldestAt, occurredAt);
  return notice;
}

function decide(
  state: MemoryState,
  seq: number,
  occurredAt: number,
  owner: OwnerDecision,
  commit: DispatchCommit,
  reserved: ReadonlyMap<number, Reserved>,
): void {
  const recipient = owner.recipient === undefined ? null : recipientOf(state, owner.recipient);
  const notice =
    owner.decision === "notify" ? join(state, recipient?.id ?? 0, seq, occurredAt, commit, reserved) : null;
  state.ownerEvents.set(seq, {
    recipientId: recipient?.id ?? null,
    deliverySeq: notice?.seq ?? null,
    thread: owner.decision === "hold" ? null : owner.thread,
    decision: owner.decision,
    reason: owner.reason,
    detail: owner.decision === "hold" ? (owner.detail ?? null) : null,
    trail: owner.trail,
    decidedAt: commit.now,
    holdUntil: owner.decision === "hold-until" ? owner.until : null,
    releasedAt: null,
    outcome: null,
    outcomeReason: null,
  });
  if (owner.decision !== "hold") return;
  addToBook(state.ownerBook, "held", owner.reason, 1);
  if (owner.reason === SILENCE && recipient !== null) recipient.silenced += 1;
}
