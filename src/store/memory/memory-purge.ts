import { LockbellError } from "../../platform/errors.ts";
import type { OperatorStore, PurgeResult, PurgeScope } from "../operator-store.ts";
import { namesPerson, readPerson, withoutName } from "../person.ts";
import { newestKnowledge, withoutPerson } from "../purge-document.ts";
import { emptyContent, purgeEvents } from "./memory-purge-events.ts";
import { type DeliveryRow, isAwaited, isFinal, type MemoryState } from "./memory-state.ts";

/** The purge as the operator store offers it. A dry run does everything to a copy. */
export function createMemoryPurge(state: MemoryState): Pick<OperatorStore, "purge"> {
  return {
    async purge(scope: PurgeScope, now, dryRun) {
      const target = dryRun ? structuredClone(state) : state;
      if ("before" in scope) return purgeBefore(target, scope.before, now);
      const person = readPerson(scope.person);
      if (person === "") throw new LockbellError("USAGE", "Nobody is named.");
      return purgePerson(target, person, now);
    },
  };
}

/** Retention: everything that was settled, on the owner's side and every sink's, before a time. */
function purgeBefore(state: MemoryState, before: number, now: number): PurgeResult {
  const isOver = (row: DeliveryRow | undefined): boolean =>
    row === undefined || (isFinal(row) && row.settledAt !== null && row.settledAt < before);
  const pending = state.deliveries.filter((row) => row.kind === "batch" && !isOver(row));
  const settled = new Set<number>();
  for (const [seq, owner] of state.ownerEvents) {
    const { deliverySeq, decidedAt, holdUntil } = owner;
    const isNeeded = pending.some(
      ({ channel, range }) =>
        range !== null && range[0] <= seq && seq <= range[1] && state.sinks.get(channel)?.exceptions.has(seq) !== true,
    );
    const isRefused = [...state.sinks.values()].some(({ exceptions }) => exceptions.get(seq)?.outcome === "dead");
    const isWaiting = holdUntil !== null || isAwaited(owner) || isRefused;
    const isSettled = decidedAt < before && !isWaiting && isOver(state.deliveries[(deliverySeq ?? 0) - 1]);
    if (isSettled && !isNeeded && state.events[seq - 1]?.purgedAt === null) settled.add(seq);
  }
  purgeEvents(state, settled, now);
  for (const seq of settled) Object.assign(state.ownerEvents.get(seq) ?? {}, { recipientId: null });
  const ended = state.deliveries.filter(
    (row) => row.kind === "notice" && isOver(row) && (row.recipientId !== null || row.frozen?.content != null),
  );
  for (const row of ended) {
    emptyContent(state, row);
    Object.assign(row, { recipientId: null, memory: null });
    for (const attempt of row.attemptRecords) attempt.detail = null;
  }
  forgetRecipients(state, before);
  removeFrom(state.answers, ({ until }) => until <= now);
  return {
    events: settled.size,
    deliveries: ended.length,
    documents: removeFrom(state.documents, (record) => newestKnowledge(record) < before),
    rejected: removeFrom(state.rejected, ({ at }) => at < before),
    silences: removeSilences(state, ({ endsAt }) => endsAt < before),
  };
}

function forgetRecipients(state: MemoryState, before: number): void {
  const needed = new Set([...state.ownerEvents.values(), ...state.deliveries].map(({ recipientId }) => recipientId));
  for (const row of state.recipients) {
    removeFrom(row.threads, ({ newestAt }) => newestAt < before);
    if (!needed.has(row.id) && row.threads.size === 0) Object.assign(row, { recipient: null, last: null });
  }
}

/** A person's request: everything that names the address, also what is still open. */
function purgePerson(state: MemoryState, person: string, now: number): PurgeResult {
  const his = state.recipients.filter(({ recipient }) => recipient?.address === person);
  const isHis = (recipientId: number | null): boolean => his.some(({ id }) => id === recipientId);
  const named = new Set<number>();
  for (const { seq, event } of state.events) {
    const owner = state.ownerEvents.get(seq);
    if (event !== null && (namesPerson(JSON.stringify(event), person) || isHis(owner?.recipientId ?? null)))
      named.add(seq);
  }
  for (const seq of named) {
    const { recipientId = null, thread = null } = state.ownerEvents.get(seq) ?? {};
    if (thread !== null) state.recipients[(recipientId ?? 0) - 1]?.threads.delete(thread);
  }
  const notices = purgeEvents(state, named, now);
  for (const row of state.deliveries) if (isHis(row.recipientId)) notices.add(row);
  for (const row of notices) emptyContent(state, row);
  for (const row of [...state.deliveries, ...state.ownerEvents.values()])
    if (isHis(row.recipientId)) row.recipientId = null;
  for (const row of his) {
    row.threads.clear();
    Object.assign(row, { recipient: null, last: null });
  }
  purgeText(state, person);
  for (const [key, { value }] of state.answers) {
    if (namesPerson(key, person) || namesPerson(value, person)) state.answers.delete(key);
  }
  return {
    events: named.size,
    deliveries: notices.size,
    documents: purgeDocuments(state, person),
    rejected: removeFrom(
      state.rejected,
      ({ raw, location }) => namesPerson(raw, person) || namesPerson(location, person),
    ),
    silences: removeSilences(state, ({ matchers }) =>
      Object.values(matchers).some((value) => namesPerson(String(value), person)),
    ),
  };
}

/** Operators' and providers' free text: a value that names the person is replaced. */
function purgeText(state: MemoryState, person: string): void {
  const clean = <T extends string | null>(text: T): string | T => (text === null ? text : withoutName(text, person));
  for (const row of state.ownerEvents.values()) {
    row.detail = clean(row.detail);
    row.trail = row.trail.map(({ step, outcome }) => ({ step, outcome: clean(outcome) }));
  }
  for (const row of state.deliveries) {
    row.memory = clean(row.memory);
    for (const record of [...row.attemptRecords, ...row.decisions]) record.detail = clean(record.detail);
  }
  for (const silence of state.silences) {
    Object.assign(silence, { comment: clean(silence.comment), author: clean(silence.author) });
  }
  for (const lookup of state.lookups) Object.assign(lookup, { who: clean(lookup.who), what: clean(lookup.what) });
}

function purgeDocuments(state: MemoryState, person: string): number {
  let count = 0;
  for (const [contentId, record] of state.documents) {
    if (!namesPerson(JSON.stringify(record), person)) continue;
    count += 1;
    const left = withoutPerson(record, person);
    if (left === null) state.documents.delete(contentId);
    else state.documents.set(contentId, left);
  }
  return count;
}

function removeSilences(state: MemoryState, isGone: (silence: MemoryState["silences"][number]) => boolean): number {
  const kept = state.silences.filter((silence) => !isGone(silence));
  return state.silences.splice(0, state.silences.length, ...kept).length - kept.length;
}

function removeFrom<K, V>(map: Map<K, V>, isGone: (value: V) => boolean): number {
  let count = 0;
  for (const [key, value] of map) if (isGone(value)) count += Number(map.delete(key));
  return count;
}
