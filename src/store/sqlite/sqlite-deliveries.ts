import type { RecipientRole } from "../../platform/recipient-role.ts";
import { readReferenceCode } from "../../platform/reference-code.ts";
import { ALL_KINDS, ALL_STATES } from "../delivery-states.ts";
import type { DeliveryKind, DeliveryState } from "../delivery-store.ts";
import type { AttemptRecord, DeliveryFilter, DeliveryRecord, OperatorStore, RefusedEvent } from "../operator-store.ts";
import { DISCARDED } from "../reasons.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createDecisions } from "./sqlite-decisions.ts";
import { createOutcomeCounts } from "./sqlite-outcome-counts.ts";
import { readRecipient } from "./sqlite-recipients.ts";
import { LAST_BATCH, REFUSED } from "./sqlite-refused.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";

type DeliveryRow = Omit<DeliveryRecord, "recipient" | "told" | "notes" | "refused" | "attempts" | "decisions"> & {
  readonly address: string | null;
  readonly role: RecipientRole | null;
  readonly told: string | null;
  readonly notes: string | null;
};

interface StateCount {
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  readonly count: number;
}

type Deliveries = Pick<
  OperatorStore,
  "findDelivery" | "listDeliveries" | "deliveryCounts" | "retryDeliveries" | "discardDeliveries"
>;

/** Deliveries as people look at them, and what they may do about those that failed. */
export function createDeliveries(database: SqliteDatabase): Deliveries {
  const { connection } = database;
  const totals = createTotals(database);
  const decisions = createDecisions(database);
  const { countMembers, countBatch } = createOutcomeCounts(database);
  const select = `SELECT d.seq, d.id, d.kind, d.channel, d.state, d.hold, d.reference, r.address, r.role, f.subject,
      f.content, d.member_count AS memberCount, d.created_at AS createdAt, d.due_at AS dueAt,
      d.settled_at AS settledAt, d.reason, f.told, f.notes
    FROM deliveries d LEFT JOIN recipients r ON r.id = d.recipient_id LEFT JOIN frozen f ON f.delivery_seq = d.seq`;
  const byId = connection.prepare<[string], DeliveryRow>(`${select} WHERE d.id = ?`);
  const byReference = connection.prepare<[string], DeliveryRow>(`${select} WHERE d.reference = ?`);
  const list = connection.prepare<
    { readonly states: string; readonly kind: string | null; readonly limit: number },
    DeliveryRow
  >(
    `${select} WHERE d.kind = coalesce(@kind, d.kind) AND (d.state IN (SELECT value FROM json_each(@states))
       OR d.kind = 'batch' AND d.state = 'delivered' AND 'dead' IN (SELECT value FROM json_each(@states))
         AND EXISTS (SELECT 1 FROM ${REFUSED} WHERE s.name = d.channel AND x.seq BETWEEN d.first_seq AND d.last_seq
           AND ${LAST_BATCH} = d.seq))
     ORDER BY d.seq DESC LIMIT @limit`,
  );
  const refused = connection.prepare<[number], RefusedEvent>(
    `SELECT lower(hex(e.id)) AS id, x.reason FROM deliveries d JOIN ${REFUSED} JOIN events e ON e.seq = x.seq
     WHERE d.seq = ? AND s.name = d.channel AND x.seq BETWEEN d.first_seq AND d.last_seq AND ${LAST_BATCH} = d.seq
     ORDER BY x.seq`,
  );
  const attempts = connection.prepare<[number], AttemptRecord>(
    `SELECT n, started_at AS startedAt, ended_at AS endedAt, status, reason, detail
     FROM attempts WHERE delivery_seq = ? ORDER BY n`,
  );
  const counts = connection.prepare<[], StateCount>(
    "SELECT kind, state, count(*) AS count FROM deliveries GROUP BY state, kind",
  );
  // A batch's recipient is its sink; a notice whose recipient was purged has nobody to go to. Of a dead one it is known that it was
  // not sent; of an unknown one it is asked once more; one that waits for another try knows already.
  const retry = connection.prepare<{ readonly now: number; readonly seq: number }>(
    `UPDATE deliveries SET state = 'retry', due_at = @now, reason = NULL, settled_at = NULL,
       unsettled = iif(state = 'retry', unsettled, state = 'unknown'), attempts_before = attempts
     WHERE seq = @seq AND (state IN ('dead', 'unknown') OR (state = 'retry' AND due_at > @now))
       AND (kind = 'batch' OR recipient_id IS NOT NULL)`,
  );
  const discard = connection.prepare<[string, number, number]>(
    `UPDATE deliveries SET state = 'discarded', reason = ?, hold = NULL, settled_at = ?
     WHERE seq = ? AND state IN ('dead', 'unknown', 'open', 'retry')`,
  );
  const sinkId = connection.prepare<[string], number>("SELECT id FROM sinks WHERE name = ?").pluck();

  function readDelivery(row: DeliveryRow): DeliveryRecord {
    const { address, role, told, notes, ...delivery } = row;
    const isDelivered = row.kind === "batch" && row.state === "delivered";
    return {
      ...delivery,
      recipient: readRecipient(address, role),
      told: told === null ? null : JSON.parse(told),
      notes: notes === null ? [] : JSON.parse(notes),
      refused: isDelivered ? refused.all(row.seq) : [],
      attempts: attempts.all(row.seq),
      decisions: decisions.of(row.seq),
    };
  }

  function find(idOrReference: string): DeliveryRecord | null {
    const text = idOrReference.trim();
    const reference = readReferenceCode(text);
    const row = byId.get(text) ?? byId.get(text.toLowerCase()) ?? byReference.get(reference ?? text);
    return row === undefined ? null : readDelivery(row);
  }

  function listAll({ states = ALL_STATES, kind, limit }: DeliveryFilter): readonly DeliveryRecord[] {
    return list.all({ states: JSON.stringify(states), kind: kind ?? null, limit }).map(readDelivery);
  }

  function countAll(): Awaited<ReturnType<OperatorStore["deliveryCounts"]>> {
    const byState = new Map(counts.all().map(({ kind, state, count }) => [`${kind} ${state}`, count] as const));
    const of = (kind: DeliveryKind) =>
      Object.fromEntries(ALL_STATES.map((state) => [state, byState.get(`${kind} ${state}`) ?? 0]));
    return Object.fromEntries(ALL_KINDS.map((kind) => [kind, of(kind)])) as ReturnType<typeof countAll>;
  }

  function retryOne(id: string, now: number): boolean {
    const row = byId.get(id);
    if (row === undefined || retry.run({ now, seq: row.seq }).changes === 0) return false;
    decisions.decide(row.seq, { at: now, decision: "retry", reason: row.state, detail: row.reason });
    return true;
  }

  function discardOne(id: string, now: number): boolean {
    const row = byId.get(id);
    if (row === undefined || discard.run(DISCARDED, now, row.seq).changes === 0) return false;
    decisions.decide(row.seq, { at: now, decision: "discard", reason: row.state, detail: row.reason });
    if (row.kind === "notice") totals.add(OWNERS_BOOK, "held", DISCARDED, countMembers(row.seq));
    else totals.add(sinkId.get(row.channel) as number, "skipped", DISCARDED, countBatch(row.seq));
    return true;
  }

  return {
    findDelivery: (idOrReference) => database.read(() => find(idOrReference)),
    listDeliveries: (filter) => database.read(() => listAll(filter)),
    deliveryCounts: () => database.read(countAll),
    retryDeliveries: (ids, now) => database.write(() => ids.filter((id) => retryOne(id, now)).length),
    discardDeliveries: (ids, now) => database.write(() => ids.filter((id) => discardOne(id, now)).length),
  };
}
