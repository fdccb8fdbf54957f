import type { OperatorStore, OwnerBooks, SinkBooks } from "../operator-store.ts";
import { BEFORE_SINK, PURGED, REPEAT, SINK_ABSENT } from "../reasons.ts";
import { AWAITED } from "./sqlite-awaited.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createTotals, OWNERS_BOOK, type Total } from "./sqlite-totals.ts";

interface LiveRow {
  readonly state: string;
  readonly hold: string | null;
  readonly count: number;
}

interface SinkRow {
  readonly id: number;
  readonly mark: number;
}

/**
 * The books: what is final was counted when it happened, what is not is counted now, row by row. Nothing is the difference of
 * two other figures, so a lost row makes them not balance.
 */
export function createBooks(database: SqliteDatabase): Pick<OperatorStore, "ownerBooks" | "sinkBooks"> {
  const { connection, read } = database;
  const totals = createTotals(database);
  const readMark = connection.prepare<[], number>("SELECT seq FROM dispatch_mark").pluck();
  const counter = (where: string) =>
    connection
      .prepare<[number, number], number>(`SELECT count(*) FROM events WHERE seq > ? AND seq <= ? ${where}`)
      .pluck();
  const countAll = counter("");
  const countStored = counter("AND purged_at IS NULL");
  const countPurged = counter("AND purged_at IS NOT NULL");
  const members = connection.prepare<[], LiveRow>(
    `SELECT d.state, d.hold, count(*) AS count FROM deliveries d JOIN owner_events m ON m.delivery_seq = d.seq
     WHERE d.kind = 'notice' AND d.state NOT IN ('delivered', 'discarded') GROUP BY d.state, d.hold`,
  );
  const repeats = connection
    .prepare<[], number>("SELECT count(*) FROM owner_events WHERE hold_until IS NOT NULL")
    .pluck();
  const awaited = connection.prepare<[], { readonly reason: string; readonly count: number }>(
    `SELECT reason, count(*) AS count FROM owner_events INDEXED BY owner_events_awaited WHERE ${AWAITED} GROUP BY reason`,
  );
  const findSink = connection.prepare<[string], SinkRow>("SELECT id, mark_seq AS mark FROM sinks WHERE name = ?");
  const batches = connection.prepare<[string, number], LiveRow>(
    `SELECT d.state, NULL AS hold, count(*) AS count
     FROM deliveries d JOIN events e ON e.seq BETWEEN d.first_seq AND d.last_seq
     WHERE d.kind = 'batch' AND d.state NOT IN ('delivered', 'discarded') AND d.channel = ?
       AND NOT EXISTS (SELECT 1 FROM sink_exceptions x WHERE x.sink_id = ? AND x.seq = e.seq)
     GROUP BY d.state`,
  );

  function readOwnerBooks(): OwnerBooks {
    const final = totals.of(OWNERS_BOOK);
    const held = reasons(final, "held");
    add(held, REPEAT, repeats.get() as number);
    for (const { reason, count } of awaited.all()) add(held, reason, count);
    const live = {
      pending: countStored.get(readMark.get() as number, Number.MAX_SAFE_INTEGER) as number,
      dead: 0,
      unknown: 0,
    };
    for (const { state, hold, count } of members.all()) {
      if (state === "open" && hold !== null) add(held, hold, count);
      else live[stateWord(state)] += count;
    }
    return { known: sum(final, "known"), told: sum(final, "told"), covered: sum(final, "covered"), held, ...live };
  }

  function readSinkBooks(name: string): SinkBooks {
    const dispatched = readMark.get() as number;
    const sink = findSink.get(name);
    const final = sink === undefined ? [] : totals.of(sink.id);
    const skipped = reasons(final, "skipped");
    const mark = sink?.mark ?? 0;
    // Dispatched without the sink, and not written down yet because the sink has had no dispatch since.
    add(skipped, sink === undefined ? BEFORE_SINK : SINK_ABSENT, countAll.get(mark, dispatched) as number);
    add(skipped, PURGED, countPurged.get(dispatched, Number.MAX_SAFE_INTEGER) as number);
    const live = {
      pending: countStored.get(dispatched, Number.MAX_SAFE_INTEGER) as number,
      dead: sum(final, "dead"),
      unknown: 0,
    };
    for (const { state, count } of batches.all(name, sink?.id ?? -1)) live[stateWord(state)] += count;
    const known = sum(totals.of(OWNERS_BOOK), "known");
    return { known, delivered: sum(final, "delivered"), skipped, ...live };
  }

  return {
    ownerBooks: () => read(readOwnerBooks),
    sinkBooks: (sink) => read(() => readSinkBooks(sink)),
  };
}

function stateWord(state: string): "pending" | "dead" | "unknown" {
  return state === "dead" || state === "unknown" ? state : "pending";
}

function sum(totals: readonly Total[], outcome: Total["outcome"]): number {
  return totals.reduce((all, total) => (total.outcome === outcome ? all + total.count : all), 0);
}

function reasons(totals: readonly Total[], outcome: Total["outcome"]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const total of totals) if (total.outcome === outcome) add(counts, total.reason, total.count);
  return counts;
}

function add(counts: Record<string, number>, reason: string, count: number): void {
  if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
}
