/**
 * A notice is worded from the newest attempt of each person at each document, and counts all of them. Whether what is said of the one is
 * true of all is seen here, while the events go by for the leak scan.
 */
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { threadKey } from "./thread-key.ts";
import { toldCause } from "./told-cause.ts";

/** Where what holds for the newest attempt does not hold for all. Threads are named by `threadKey`. */
export interface CauseExceptions {
  /** Some attempt had another cause than the newest. */
  readonly otherCause: ReadonlySet<string>;
  /** The service gave some attempt a result that is not documented. */
  readonly unknownResult: ReadonlySet<string>;
  /** So it did for some attempt of the notice, listed in it or not. */
  readonly hasUnknownResult: boolean;
}

export interface CauseWatch {
  /** Compares one event with the newest of its thread. */
  see(event: DeniedEvent): void;
  /** What was seen so far. */
  exceptions(): CauseExceptions;
}

/** One thread: the cause of its newest attempt, and a stretch of time in which attempts of that kind are known to have it. */
interface WatchedThread {
  /** As text, to compare with. */
  readonly cause: string;
  readonly kind: string;
  from: string;
  to: string;
}

/** Watches the events of a notice whose threads have these newest events. Events of other threads count for their results only. */
export function watchCauses(
  newest: readonly DeniedEvent[],
  documents: ReadonlyMap<string, DocumentRecord>,
): CauseWatch {
  const threads = new Map(newest.map((event) => [threadKey(event), watchedThread(event, documents)]));
  const otherCause = new Set<string>();
  const unknownResult = new Set<string>();
  let hasUnknownResult = false;

  function see(event: DeniedEvent): void {
    if (!event.resultKnown) hasUnknownResult = true;
    const key = threadKey(event);
    const thread = threads.get(key);
    if (thread === undefined) return;
    if (!event.resultKnown) unknownResult.add(key);
    if (!otherCause.has(key) && !isOfCause(event, thread, documents)) otherCause.add(key);
  }

  for (const event of newest) see(event);
  return { see, exceptions: () => ({ otherCause, unknownResult, hasUnknownResult }) };
}

function watchedThread(event: DeniedEvent, documents: ReadonlyMap<string, DocumentRecord>): WatchedThread {
  const { occurredAt } = event;
  return { cause: JSON.stringify(toldCause(event, documents)), kind: kindOf(event), from: occurredAt, to: occurredAt };
}

/**
 * What a record says of a document begins at some moment and does not end: a cause that holds at two moments holds between them. So of a
 * hundred thousand attempts few have to be compared with a list of ten thousand people.
 */
function isOfCause(event: DeniedEvent, thread: WatchedThread, documents: ReadonlyMap<string, DocumentRecord>): boolean {
  const { occurredAt } = event;
  const isSameKind = kindOf(event) === thread.kind;
  if (isSameKind && thread.from <= occurredAt && occurredAt <= thread.to) return true;
  if (JSON.stringify(toldCause(event, documents)) !== thread.cause) return false;
  if (isSameKind && occurredAt < thread.from) thread.from = occurredAt;
  if (isSameKind && occurredAt > thread.to) thread.to = occurredAt;
  return true;
}

/** All that a cause is found from, besides the time, the person and the document. */
function kindOf({ outcome, resultKnown, owner, issuer }: DeniedEvent): string {
  return JSON.stringify([outcome, resultKnown, owner, issuer]);
}
