import { LockbellError } from "../../platform/errors.ts";
import type { DispatchCommit, DispatchedEvent } from "../dispatch-store.ts";
import { BEFORE_SINK, PURGED, SINK_ABSENT } from "../reasons.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createTotals } from "./sqlite-totals.ts";

/** Every event of a dispatch page, in order; `null` for one that was purged before it was dispatched. */
export type DispatchPage = readonly { readonly seq: number; readonly event: DispatchedEvent | null }[];

interface SinkRow {
  readonly id: number;
  readonly mark: number;
}

interface Batch {
  readonly first: number;
  last: number;
  count: number;
  oldestAt: number;
}

/** Fills sinks' batches within the dispatch transaction. `mark` is the last event dispatched before this page. */
export type BatchWriter = (page: DispatchPage, mark: number, commit: DispatchCommit) => void;

/** A batch is a range of events, so that an event costs a sink no row; only what does not go the batch's way has one. */
export function createBatchWriter(database: SqliteDatabase): BatchWriter {
  const { connection } = database;
  const totals = createTotals(database);
  const findSink = connection.prepare<[string], SinkRow>("SELECT id, mark_seq AS mark FROM sinks WHERE name = ?");
  const addSink = connection.prepare<[string, number, number]>(
    "INSERT INTO sinks (name, since_seq, mark_seq) VALUES (?, ?, ?)",
  );
  const countBetween = connection
    .prepare<[number, number], number>("SELECT count(*) FROM events WHERE seq > ? AND seq <= ?")
    .pluck();
  const setMark = connection.prepare<[number, number]>("UPDATE sinks SET mark_seq = ? WHERE id = ?");
  const except = connection.prepare<[number, number, string]>(
    "INSERT INTO sink_exceptions (sink_id, seq, outcome, reason) VALUES (?, ?, 'skipped', ?)",
  );
  const open = connection.prepare<[string, string, number, number, number, number, number, number]>(
    `INSERT INTO deliveries (id, kind, channel, state, created_at, due_at, oldest_at, member_count, first_seq, last_seq)
     VALUES (?, 'batch', ?, 'open', ?, ?, ?, ?, ?, ?)`,
  );

  /** What was dispatched while the sink was not there is counted now, once, as rows and not as a difference. */
  function catchUp(name: string, firstSeq: number, mark: number): SinkRow {
    const sink = findSink.get(name);
    const id = sink?.id ?? Number(addSink.run(name, firstSeq, mark).lastInsertRowid);
    const missed = countBetween.get(sink?.mark ?? 0, mark) as number;
    totals.add(id, "skipped", sink === undefined ? BEFORE_SINK : SINK_ABSENT, missed);
    return { id, mark };
  }

  function fill(name: string, page: DispatchPage, mark: number, { now, batchSizes, names }: DispatchCommit): void {
    const size = batchSizes[name];
    if (size === undefined || size < 1) throw new LockbellError("INTERNAL", `Sink ${name} has no batch size.`);
    const { id } = catchUp(name, page[0]?.seq ?? 0, mark);
    const skipped = new Map<string, number>();
    let batch: Batch | null = null;
    const close = (): void => {
      if (batch === null) return;
      open.run(names.newId(), name, now, now, batch.oldestAt, batch.count, batch.first, batch.last);
      batch = null;
    };
    for (const { seq, event } of page) {
      const reason = event === null ? PURGED : event.sinks[name] === undefined ? SINK_ABSENT : event.sinks[name];
      if (event === null || reason !== null) {
        except.run(id, seq, reason ?? PURGED);
        skipped.set(reason ?? PURGED, (skipped.get(reason ?? PURGED) ?? 0) + 1);
        continue;
      }
      batch ??= { first: seq, last: seq, count: 0, oldestAt: event.occurredAt };
      batch.last = seq;
      batch.count += 1;
      batch.oldestAt = Math.min(batch.oldestAt, event.occurredAt);
      if (batch.count >= size) close();
    }
    close();
    for (const [reason, count] of skipped) totals.add(id, "skipped", reason, count);
    setMark.run(page[page.length - 1]?.seq ?? mark, id);
  }

  return (page, mark, commit) => {
    const sinks = new Set<string>();
    for (const { event } of page) for (const name of Object.keys(event?.sinks ?? {})) sinks.add(name);
    for (const name of sinks) fill(name, page, mark, commit);
  };
}
