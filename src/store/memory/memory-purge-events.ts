import { PURGED } from "../reasons.ts";
import { giveBack } from "./give-back.ts";
import { addToBook } from "./memory-book.ts";
import { batchSeqs, type DeliveryRow, isAwaited, isFinal, type MemoryState, type OwnerRow } from "./memory-state.ts";

/**
 * Takes away what these events say. What was told or sent keeps its outcome; what was still open becomes held{purged} or
 * skipped{purged} and leaves its delivery. Gives the notices the events were in.
 */
export function purgeEvents(state: MemoryState, seqs: ReadonlySet<number>, now: number): Set<DeliveryRow> {
  const notices = new Set<DeliveryRow>();
  const losers = new Set<DeliveryRow>();
  for (const seq of seqs) {
    const owner = state.ownerEvents.get(seq);
    const notice = state.deliveries[(owner?.deliverySeq ?? 0) - 1];
    if (notice !== undefined) notices.add(notice);
    if (notice !== undefined && !isFinal(notice)) losers.add(notice);
    purgeOwnerSide(state, seq, owner, notice);
    for (const batch of skipInBatches(state, seq)) losers.add(batch);
    endRefused(state, seq);
    const event = state.events[seq - 1];
    if (event !== undefined) Object.assign(event, { event: null, purgedAt: now });
  }
  for (const row of losers) loseMembers(state, row, PURGED, now);
  return notices;
}

/** Empties what a notice froze; of who was told, only who is still known stays. */
export function emptyContent(state: MemoryState, { frozen, members }: DeliveryRow): void {
  if (frozen === null) return;
  const known = new Set([...members].map((seq) => state.ownerEvents.get(seq)?.thread));
  const told = frozen.told.filter((thread) => known.has(thread));
  Object.assign(frozen, { content: null, subject: null, notes: [], told });
}

function purgeOwnerSide(
  state: MemoryState,
  seq: number,
  owner: OwnerRow | undefined,
  notice: DeliveryRow | undefined,
): void {
  if (owner === undefined) {
    addToBook(state.ownerBook, "held", PURGED, 1);
    return;
  }
  if (notice !== undefined && isFinal(notice)) {
    if (owner.outcome === null) {
      const isTold = owner.thread !== null && notice.frozen?.told.includes(owner.thread) === true;
      const isGivenUp = notice.state === "discarded";
      owner.outcome = isGivenUp ? "held" : isTold ? "told" : "covered";
      owner.outcomeReason = isGivenUp ? notice.reason : owner.reason;
    }
  } else if (notice !== undefined || owner.holdUntil !== null || isAwaited(owner)) {
    addToBook(state.ownerBook, "held", PURGED, 1);
    Object.assign(owner, { outcome: "held", outcomeReason: PURGED, holdUntil: null, deliverySeq: null });
    notice?.members.delete(seq);
  }
  owner.thread = null;
}

function skipInBatches(state: MemoryState, seq: number): DeliveryRow[] {
  const skipped: DeliveryRow[] = [];
  for (const row of state.deliveries) {
    const sink = state.sinks.get(row.channel);
    if (row.range === null || sink === undefined || isFinal(row)) continue;
    if (seq < row.range[0] || row.range[1] < seq || sink.exceptions.has(seq)) continue;
    sink.exceptions.set(seq, { outcome: "skipped", reason: PURGED });
    addToBook(sink.book, "skipped", PURGED, 1);
    skipped.push(row);
  }
  return skipped;
}

/** Nobody can send again what a target refused once it is gone. */
function endRefused(state: MemoryState, seq: number): void {
  for (const { exceptions, book } of state.sinks.values()) {
    if (exceptions.get(seq)?.outcome !== "dead") continue;
    exceptions.set(seq, { outcome: "skipped", reason: PURGED });
    addToBook(book, "dead", "", -1);
    addToBook(book, "skipped", PURGED, 1);
  }
}

/**
 * An open delivery that lost members. One without any left is over. One that is claimed and not under way is taken from its holder,
 * who may have read what is gone by now; one that is under way may end, but what it froze is not kept.
 */
export function loseMembers(state: MemoryState, row: DeliveryRow, reason: string, now: number): void {
  const left = row.kind === "notice" ? [...row.members] : batchSeqs(state, row);
  row.memberCount = left.length;
  const times = row.kind === "notice" ? left.map((seq) => state.events[seq - 1]?.occurredAt ?? 0) : [];
  if (times.length > 0) row.oldestAt = times.reduce((a, b) => Math.min(a, b));
  if (left.length === 0) {
    const over = { reason, settledAt: now, hold: null, unsettled: false, lease: null };
    Object.assign(row, { state: "discarded", ...over });
  } else if (row.state === "claimed" && !row.unsettled) {
    giveBack(state, row);
  }
}
