import { LockbellError } from "../../platform/errors.ts";
import type { DispatchCommit, DispatchedEvent } from "../dispatch-store.ts";
import { BEFORE_SINK, PURGED, SINK_ABSENT } from "../reasons.ts";
import { addToBook } from "./memory-book.ts";
import type { MemoryState, SinkRow } from "./memory-state.ts";
import { newDelivery } from "./new-delivery.ts";

/** Every event of a dispatch page, in order; `null` for one that was purged before it was dispatched. */
export type DispatchPage = readonly { readonly seq: number; readonly event: DispatchedEvent | null }[];

interface Batch {
  readonly id: string;
  readonly sink: string;
  readonly seqs: number[];
  oldestAt: number;
}

interface Skip {
  readonly sink: string;
  readonly seq: number;
  readonly reason: string;
}

/** Plans the sinks' batches of a page, which may fail, and gives back what carries the plan out, which cannot. */
export function writeBatches(state: MemoryState, page: DispatchPage, commit: DispatchCommit): () => void {
  const names = new Set(page.flatMap(({ event }) => Object.keys(event?.sinks ?? {})));
  const batches: Batch[] = [];
  const skips: Skip[] = [];
  for (const sink of names) plan(sink, page, commit, batches, skips);
  return () => {
    for (const name of names) catchUp(state, name, page);
    for (const { sink, seq, reason } of skips) {
      sinkOf(state, sink).exceptions.set(seq, { outcome: "skipped", reason });
      addToBook(sinkOf(state, sink).book, "skipped", reason, 1);
    }
    for (const { id, sink, seqs, oldestAt } of batches) {
      const range = [seqs[0] ?? 0, seqs[seqs.length - 1] ?? 0] as const;
      const about = { id, kind: "batch" as const, channel: sink, recipientId: null, reference: null, range, oldestAt };
      const now = commit.now;
      const row = newDelivery({ ...about, seq: state.deliveries.length + 1, createdAt: now, dueAt: now });
      state.deliveries.push({ ...row, memberCount: seqs.length });
    }
  };
}

function plan(
  sink: string,
  page: DispatchPage,
  { batchSizes, names }: DispatchCommit,
  batches: Batch[],
  skips: Skip[],
): void {
  const size = batchSizes[sink];
  if (size === undefined || size < 1) throw new LockbellError("INTERNAL", `Sink ${sink} has no batch size.`);
  let batch: Batch | null = null;
  for (const { seq, event } of page) {
    const reason = event === null ? PURGED : event.sinks[sink];
    if (event === null || reason !== null) {
      skips.push({ sink, seq, reason: reason ?? SINK_ABSENT });
      continue;
    }
    if (batch === null || batch.seqs.length >= size) {
      batch = { id: names.newId(), sink, seqs: [], oldestAt: event.occurredAt };
      batches.push(batch);
    }
    batch.seqs.push(seq);
    batch.oldestAt = Math.min(batch.oldestAt, event.occurredAt);
  }
}

/** What was dispatched while the sink was not there is counted now, once. */
function catchUp(state: MemoryState, name: string, page: DispatchPage): void {
  const known = state.sinks.get(name);
  const sink: SinkRow = known ?? { name, since: page[0]?.seq ?? 0, mark: 0, book: new Map(), exceptions: new Map() };
  const missed = state.events.slice(sink.mark, state.mark).length;
  addToBook(sink.book, "skipped", known === undefined ? BEFORE_SINK : SINK_ABSENT, missed);
  sink.mark = page[page.length - 1]?.seq ?? state.mark;
  state.sinks.set(name, sink);
}

function sinkOf(state: MemoryState, name: string): SinkRow {
  const sink = state.sinks.get(name);
  if (sink === undefined) throw new RangeError(`There is no sink ${name}.`);
  return sink;
}
