import { LockbellError } from "../../platform/errors.ts";
import type { DeliveryNames, OwnerDecision, Recipient } from "../dispatch-store.ts";
import { SILENCE } from "../reasons.ts";
import { addToBook } from "./memory-book.ts";
import { type DeliveryRow, findRecipient, type MemoryState, type RecipientRow } from "./memory-state.ts";
import { newDelivery } from "./new-delivery.ts";

/** The name a new notice to a recipient is going to have. */
interface Reserved {
  readonly id: string;
  readonly reference: string;
}

/** Names for the notices that a commit is going to open, by recipient: having them may fail, so it comes before anything is changed. */
export type ReservedNames = Map<number, Reserved>;

/** Where new notices come from and which notifier open ones go through. */
interface NoticeOrigin {
  readonly now: number;
  readonly notifier: string;
}

/** Reserves the names for what these decisions are going to open. */
export function reserveNames(
  state: MemoryState,
  owners: readonly OwnerDecision[],
  names: DeliveryNames,
): ReservedNames {
  const reserved: ReservedNames = new Map();
  for (const owner of owners) {
    if (owner.decision === "notify") reserve(state, recipientOf(state, owner.recipient).id, names, reserved);
  }
  return reserved;
}

/** Reserves a name unless the recipient has an open notice or a reserved name. */
export function reserve(state: MemoryState, recipientId: number, names: DeliveryNames, reserved: ReservedNames): void {
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

/** The recipient's open notice, opened if there is none, which has this event as one member more. */
export function join(
  state: MemoryState,
  recipientId: number,
  seq: number,
  { now, notifier }: NoticeOrigin,
  reserved: ReservedNames,
): DeliveryRow {
  const oldestAt = state.events[seq - 1]?.occurredAt ?? 0;
  let notice = findOpen(state, recipientId);
  if (notice === undefined) {
    const names = reserved.get(recipientId);
    if (names === undefined) throw new LockbellError("INTERNAL", "A notice is opened without a name.");
    const about = { ...names, kind: "notice" as const, channel: notifier, recipientId, range: null };
    notice = newDelivery({ ...about, seq: state.deliveries.length + 1, createdAt: now, dueAt: null, oldestAt });
    state.deliveries.push(notice);
  }
  notice.channel = notifier;
  notice.members.add(seq);
  notice.memberCount += 1;
  notice.oldestAt = Math.min(notice.oldestAt, oldestAt);
  return notice;
}

/** Writes down what was decided about an event, for the first time or after its owner was awaited. */
export function decide(
  state: MemoryState,
  seq: number,
  owner: OwnerDecision,
  origin: NoticeOrigin,
  reserved: ReservedNames,
): void {
  const given = "recipient" in owner ? owner.recipient : undefined;
  const recipient = given === undefined ? null : recipientOf(state, given);
  const notice = owner.decision === "notify" ? join(state, recipient?.id ?? 0, seq, origin, reserved) : null;
  const firstAwaited = owner.decision === "await" ? { at: origin.now, reason: owner.reason } : null;
  state.ownerEvents.set(seq, {
    recipientId: recipient?.id ?? null,
    deliverySeq: notice?.seq ?? null,
    thread: "thread" in owner ? owner.thread : null,
    decision: owner.decision,
    reason: owner.reason,
    detail: owner.decision === "hold" ? (owner.detail ?? null) : null,
    trail: owner.trail,
    decidedAt: origin.now,
    awaited: state.ownerEvents.get(seq)?.awaited ?? firstAwaited,
    holdUntil: owner.decision === "hold-until" ? owner.until : null,
    releasedAt: null,
    outcome: null,
    outcomeReason: null,
  });
  if (owner.decision !== "hold") return;
  addToBook(state.ownerBook, "held", owner.reason, 1);
  if (owner.reason === SILENCE && recipient !== null) recipient.silenced += 1;
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

function findOpen(state: MemoryState, recipientId: number): DeliveryRow | undefined {
  return state.deliveries.find(
    (row) => row.kind === "notice" && row.state === "open" && row.recipientId === recipientId,
  );
}
