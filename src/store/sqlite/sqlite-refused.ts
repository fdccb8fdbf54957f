import { consecutiveRuns } from "../consecutive-runs.ts";
import { DISCARDED } from "../reasons.ts";
import type { RefusedChoice, RefusedGroup, RefusedRetry, RefusedStore } from "../refused-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createDecisions } from "./sqlite-decisions.ts";
import { createTotals } from "./sqlite-totals.ts";

interface RefusedRow {
  readonly sinkId: number;
  readonly sink: string;
  readonly seq: number;
  readonly occurredAt: number;
  readonly reason: string;
  readonly batch: number;
}

/** The batch an event went with last: what was refused and sent again is covered by several. Needs `x` and `s` of the statement around it. */
export const LAST_BATCH = `(SELECT b.seq FROM deliveries b WHERE b.kind = 'batch' AND b.channel = s.name
    AND b.first_seq <= x.seq AND b.last_seq >= x.seq ORDER BY b.seq DESC LIMIT 1)`;

/** Sinks `s` with their refused events `x`. */
export const REFUSED =
  "sinks s JOIN sink_exceptions x INDEXED BY sink_exceptions_dead ON x.sink_id = s.id AND x.outcome = 'dead'";

/** Single refused events, and what a person decides about them. */
export function createRefused(database: SqliteDatabase): RefusedStore {
  const { connection } = database;
  const totals = createTotals(database);
  const decisions = createDecisions(database);
  const groups = connection.prepare<[], RefusedGroup>(
    `SELECT sink, reason, events, lower(hex(e.id)) AS example FROM (
       SELECT s.name AS sink, x.reason, count(*) AS events, min(x.seq) AS first FROM ${REFUSED} GROUP BY s.name, x.reason
     ) JOIN events e ON e.seq = first ORDER BY sink, reason`,
  );
  const choose = connection.prepare<
    { readonly sink: string | null; readonly event: string | null; readonly delivery: string | null },
    RefusedRow
  >(
    `SELECT x.sink_id AS sinkId, s.name AS sink, x.seq, e.occurred_at AS occurredAt, x.reason, ${LAST_BATCH} AS batch
     FROM ${REFUSED} JOIN events e ON e.seq = x.seq
     WHERE s.name = coalesce(@sink, s.name) AND lower(hex(e.id)) = coalesce(@event, lower(hex(e.id)))
       AND (@delivery IS NULL OR ${LAST_BATCH} = (SELECT seq FROM deliveries WHERE id = @delivery))
     ORDER BY s.name, x.seq`,
  );
  const forget = connection.prepare<[number, number]>(
    "DELETE FROM sink_exceptions WHERE sink_id = ? AND seq = ? AND outcome = 'dead'",
  );
  const skip = connection.prepare<[string, number, number]>(
    "UPDATE sink_exceptions SET outcome = 'skipped', reason = ? WHERE sink_id = ? AND seq = ? AND outcome = 'dead'",
  );
  // The target has seen these events before: the attempt it refused them at is counted as made before.
  const open = connection.prepare<[string, string, number, number, number, number, number, number]>(
    `INSERT INTO deliveries (id, kind, channel, state, created_at, due_at, oldest_at, member_count, first_seq, last_seq,
       attempts, attempts_before)
     VALUES (?, 'batch', ?, 'retry', ?, ?, ?, ?, ?, ?, 1, 1)`,
  );

  function chosen(choice: RefusedChoice): readonly RefusedRow[] {
    const { sink, event, delivery } = { sink: null, event: null, delivery: null, ...choice };
    return choose.all({ sink, event: event === null ? null : (event as string).toLowerCase(), delivery });
  }

  function retry(choice: RefusedChoice, { now, batchSizes, newId }: RefusedRetry): number {
    const rows = chosen(choice).filter(({ sink }) => batchSizes[sink] !== undefined);
    for (const [sink, refused] of Map.groupBy(rows, (row) => row.sink)) {
      decide(refused, "retry", now);
      for (const { sinkId, seq } of refused) {
        forget.run(sinkId, seq);
        totals.add(sinkId, "dead", "", -1);
      }
      const seqs = refused.map(({ seq }) => seq);
      for (const { first, last } of consecutiveRuns(seqs, batchSizes[sink] ?? 1)) {
        const run = refused.filter(({ seq }) => seq >= first && seq <= last);
        const oldestAt = run.reduce((oldest, { occurredAt }) => Math.min(oldest, occurredAt), Number.POSITIVE_INFINITY);
        const { lastInsertRowid } = open.run(newId(), sink, now, now, oldestAt, run.length, first, last);
        decisions.decide(Number(lastInsertRowid), {
          at: now,
          decision: "retry",
          reason: "dead",
          detail: reasonsOf(run),
        });
      }
    }
    return rows.length;
  }

  function discard(choice: RefusedChoice, now: number): number {
    const rows = chosen(choice);
    decide(rows, "discard", now);
    for (const { sinkId, seq } of rows) {
      skip.run(DISCARDED, sinkId, seq);
      totals.add(sinkId, "dead", "", -1);
      totals.add(sinkId, "skipped", DISCARDED, 1);
    }
    return rows.length;
  }

  /** Each batch remembers what was decided about some of its events. */
  function decide(rows: readonly RefusedRow[], decision: string, now: number): void {
    for (const [batch, refused] of Map.groupBy(rows, (row) => row.batch))
      decisions.decide(batch, { at: now, decision, reason: "dead", detail: reasonsOf(refused) });
  }

  return {
    refusedGroups: () => database.read(() => groups.all()),
    retryRefused: (choice, request) => database.write(() => retry(choice, request)),
    discardRefused: (choice, now) => database.write(() => discard(choice, now)),
  };
}

function reasonsOf(rows: readonly { readonly reason: string }[]): string {
  return [...new Set(rows.map(({ reason }) => reason))].sort().join(", ");
}
