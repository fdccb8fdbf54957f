import { nativeKey } from "../../event/fingerprint.ts";
import type { RecipientRole } from "../../platform/recipient-role.ts";
import type { OwnerDecision, ResolutionStep } from "../dispatch-store.ts";
import { type DeliveryFate, firstAwaited, ownerOutcome, sinkOutcome } from "../event-outcome.ts";
import type { DecisionRecord, EventHistory, OperatorStore } from "../operator-store.ts";
import { purgedEvent } from "../purged-event.ts";
import { DISCARDED, PURGED } from "../reasons.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createDecisions } from "./sqlite-decisions.ts";
import { readRecipient } from "./sqlite-recipients.ts";
import { readStoredEvent } from "./stored-event-row.ts";

interface EventRow {
  readonly seq: number;
  readonly id: Buffer;
  readonly key: Buffer | null;
  readonly n: number;
  readonly occurredAt: number;
  readonly purgedAt: number | null;
  readonly data: string | null;
}

interface OwnerRow {
  readonly decision: OwnerDecision["decision"];
  readonly reason: string;
  readonly detail: string | null;
  readonly decidedAt: number;
  readonly awaitedAt: number | null;
  readonly awaitedReason: string | null;
  readonly holdUntil: number | null;
  readonly releasedAt: number | null;
  readonly outcome: string | null;
  readonly outcomeReason: string | null;
  readonly steps: string;
  readonly address: string | null;
  readonly role: RecipientRole | null;
  readonly deliverySeq: number | null;
  readonly isTold: 0 | 1;
  readonly deliveryId: string | null;
  readonly deliveryState: DeliveryFate["state"] | null;
  readonly deliveryReason: string | null;
  readonly deliveryHold: string | null;
}

interface SinkRow {
  readonly id: number;
  readonly name: string;
  readonly since: number;
  readonly mark: number;
}

interface BatchRow extends DeliveryFate {
  readonly id: string;
}

const NO_OWNER_YET = { recipient: null, trail: [], decisions: [], deliveryId: null };

/** Reads back everything that was decided about an event, from what was stored when it was decided. */
export function createEventHistory(database: SqliteDatabase): Pick<OperatorStore, "findEvents"> {
  const { connection } = database;
  const decisions = createDecisions(database);
  const selectEvent = `SELECT e.seq, e.id, e.key, e.n, e.occurred_at AS occurredAt, e.purged_at AS purgedAt, r.data
    FROM events e LEFT JOIN event_records r ON r.seq = e.seq`;
  const byId = connection.prepare<[Buffer], EventRow>(`${selectEvent} WHERE e.id = ?`);
  // Keys begin with the time, not with the native id, so this walks the sightings: for a person's question, not for every event.
  const byNative = connection.prepare<[Buffer], EventRow>(
    `SELECT DISTINCT * FROM (${selectEvent} WHERE e.seq IN (
       SELECT coalesce(
         (SELECT seq FROM events WHERE id = s.key AND s.n = 1),
         (SELECT seq FROM events WHERE key = s.key AND events.n = s.n AND s.n > 1))
       FROM sightings s WHERE s.native = ?)) ORDER BY seq`,
  );
  const sightings = connection.prepare<[Buffer, number], { readonly source: string; readonly n: number }>(
    `SELECT DISTINCT o.name AS source, s.n FROM sources o JOIN sightings s ON s.source_id = o.id AND s.key = ?
     WHERE s.n = ? ORDER BY o.name`,
  );
  const owner = connection.prepare<[number], OwnerRow>(
    `SELECT o.decision, o.reason, o.detail, o.decided_at AS decidedAt, o.awaited_at AS awaitedAt, o.awaited_reason AS awaitedReason, o.hold_until AS holdUntil,
       o.released_at AS releasedAt, o.outcome, o.outcome_reason AS outcomeReason, t.steps, r.address, r.role,
       o.delivery_seq AS deliverySeq, d.id AS deliveryId, d.state AS deliveryState, d.reason AS deliveryReason,
       d.hold AS deliveryHold, coalesce(o.thread IN (
         SELECT value FROM frozen f, json_each(f.told) WHERE f.delivery_seq = o.delivery_seq), 0) AS isTold
     FROM owner_events o JOIN trails t ON t.id = o.trail_id LEFT JOIN recipients r ON r.id = o.recipient_id
     LEFT JOIN deliveries d ON d.seq = o.delivery_seq WHERE o.seq = ?`,
  );
  const dispatched = connection.prepare<[], number>("SELECT seq FROM dispatch_mark").pluck();
  const sinks = connection.prepare<[], SinkRow>(
    "SELECT id, name, since_seq AS since, mark_seq AS mark FROM sinks ORDER BY name",
  );
  const exception = connection.prepare<
    [number, number],
    { readonly outcome: "skipped" | "dead"; readonly reason: string }
  >("SELECT outcome, reason FROM sink_exceptions WHERE sink_id = ? AND seq = ?");
  // What was refused and sent again is covered by several batches: the newest says what became of it.
  const batch = connection.prepare<[string, number, number], BatchRow>(
    `SELECT id, state, reason, hold FROM deliveries
     WHERE kind = 'batch' AND channel = ? AND first_seq <= ? AND last_seq >= ? ORDER BY seq DESC LIMIT 1`,
  );

  function readOwner({ seq, purgedAt }: EventRow): EventHistory["owner"] {
    const row = owner.get(seq);
    if (row === undefined) {
      if (purgedAt === null) return { outcome: "undispatched", reason: null, ...NO_OWNER_YET };
      return { outcome: "held", reason: PURGED, ...NO_OWNER_YET };
    }
    const delivery =
      row.deliveryState === null
        ? null
        : { state: row.deliveryState, reason: row.deliveryReason, hold: row.deliveryHold };
    const trail: ResolutionStep[] = JSON.parse(row.steps);
    return {
      ...ownerOutcome({ ...row, isTold: row.isTold === 1, delivery }),
      recipient: readRecipient(row.address, row.role),
      trail,
      decisions: readDecisions(row),
      deliveryId: row.deliveryId,
    };
  }

  function readDecisions({ decidedAt: at, decision, reason, detail, ...row }: OwnerRow): DecisionRecord[] {
    const own: DecisionRecord[] = [{ at, decision, reason, detail }];
    const { awaitedAt, awaitedReason } = row;
    if (awaitedAt !== null && awaitedReason !== null && !(decision === "await" && awaitedAt === at)) {
      own.unshift(firstAwaited({ at: awaitedAt, reason: awaitedReason }));
    }
    if (row.releasedAt !== null) {
      own.push({ at: row.releasedAt, decision: "notify", reason: "repeat-ended", detail: null });
    }
    const joinedAt = row.releasedAt ?? at;
    // What was decided about the notice before this event joined it is not about this event.
    const later = row.deliverySeq === null ? [] : decisions.of(row.deliverySeq).filter((taken) => taken.at >= joinedAt);
    return [...own, ...later];
  }

  function readSink(sink: SinkRow, seq: number, isPurged: boolean, mark: number): EventHistory["sinks"][number] {
    const { id, name, since } = sink;
    const holding = batch.get(name, seq, seq) ?? null;
    const exceptional = exception.get(id, seq) ?? null;
    const isDispatched = seq <= mark;
    const outcome = sinkOutcome({ seq, since, isDispatched, isPurged, exception: exceptional, batch: holding });
    const isSkipped = exceptional?.outcome === "skipped" && exceptional.reason !== DISCARDED;
    return { sink: name, ...outcome, deliveryId: isSkipped ? null : (holding?.id ?? null) };
  }

  function readHistory(row: EventRow): EventHistory {
    const { seq, id, key, n, data, occurredAt, purgedAt } = row;
    const mark = dispatched.get() as number;
    const stored =
      data === null ? { seq, event: purgedEvent(id.toString("hex"), occurredAt) } : readStoredEvent({ seq, id, data });
    return {
      stored,
      purged: purgedAt !== null,
      sightings: sightings.all(key ?? id, n),
      owner: readOwner(row),
      sinks: sinks.all().map((sink) => readSink(sink, seq, purgedAt !== null, mark)),
    };
  }

  function find(id: string): readonly EventHistory[] {
    const text = id.trim();
    const found = /^[0-9a-f]{32}$/i.test(text) ? byId.all(Buffer.from(text, "hex")) : [];
    const native = nativeKey(text);
    const rows = found.length > 0 || native.length === 0 ? found : byNative.all(native);
    return rows.map(readHistory);
  }

  return { findEvents: (id) => database.read(() => find(id)) };
}
