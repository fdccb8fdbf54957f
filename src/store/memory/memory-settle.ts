import type { ItemResult, Settlement } from "../delivery-store.ts";
import { giveBack } from "./give-back.ts";
import { addToBook } from "./memory-book.ts";
import { batchSeqs, type DeliveryRow, type MemoryState } from "./memory-state.ts";

/** Ends an attempt. What ends for good is counted here. */
export function settle(state: MemoryState, row: DeliveryRow, settlement: Settlement): void {
  if (settlement.state !== undefined) row.memory = settlement.state;
  if (settlement.channelState !== undefined) state.channelStates.set(row.channel, settlement.channelState);
  if (settlement.status === "released") {
    withdrawAttempt(row);
    giveBack(state, row);
    return;
  }
  const { now } = settlement;
  row.lease = null;
  if (settlement.status === "deferred") {
    Object.assign(row, { state: "retry", reason: settlement.reason, dueAt: settlement.at });
    return;
  }
  row.unsettled = false;
  if (settlement.status === "delivered") {
    endAttempt(row, now, "delivered", null, settlement.providerReference ?? null);
    Object.assign(row, { state: "delivered", reason: null, settledAt: now });
    if (row.kind === "notice") deliverNotice(state, row, now);
    else deliverBatch(state, row, settlement.items ?? []);
    return;
  }
  const { status, reason } = settlement;
  endAttempt(row, now, status, reason, settlement.detail ?? null);
  Object.assign(row, { state: status, reason, settledAt: settlement.status === "retry" ? null : now });
  if (settlement.status !== "retry") return;
  row.dueAt = settlement.at;
  if (settlement.isFree === true) row.attemptsBefore = Math.min(row.attemptsBefore + 1, row.attempts);
}

function endAttempt(row: DeliveryRow, now: number, status: string, reason: string | null, detail: string | null): void {
  const last = row.attemptRecords[row.attemptRecords.length - 1];
  if (last?.endedAt === null) Object.assign(last, { endedAt: now, status, reason, detail });
}

function withdrawAttempt(row: DeliveryRow): void {
  const last = row.attemptRecords[row.attemptRecords.length - 1];
  if (last?.endedAt !== null) return;
  row.attemptRecords.pop();
  row.attempts -= 1;
  row.unsettled = false;
}

function deliverNotice(state: MemoryState, row: DeliveryRow, now: number): void {
  const told = new Set(row.frozen?.told);
  for (const seq of row.members) {
    const isTold = told.has(state.ownerEvents.get(seq)?.thread ?? "");
    addToBook(state.ownerBook, isTold ? "told" : "covered", "", 1);
  }
  const recipient = state.recipients[(row.recipientId ?? 0) - 1];
  if (recipient === undefined) return;
  recipient.last = row.reference === null ? null : { at: now, reference: row.reference };
  recipient.silenceTold = Math.max(recipient.silenceTold, row.silenced);
}

function deliverBatch(state: MemoryState, row: DeliveryRow, items: readonly ItemResult[]): void {
  const sink = state.sinks.get(row.channel);
  if (sink === undefined) throw new RangeError(`There is no sink ${row.channel}.`);
  const sent = new Set(batchSeqs(state, row));
  for (const { seq, reason } of items) {
    // Only an event that the batch really sends can be refused.
    if (!sent.delete(seq)) continue;
    sink.exceptions.set(seq, { outcome: "dead", reason });
    addToBook(sink.book, "dead", "", 1);
  }
  addToBook(sink.book, "delivered", "", sent.size);
}
