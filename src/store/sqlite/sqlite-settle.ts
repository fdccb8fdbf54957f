import { LockbellError } from "../../platform/errors.ts";
import type { DeliveryKind, DeliveryStore, ItemResult, Settlement } from "../delivery-store.ts";
import type { Attempts } from "./sqlite-attempts.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createGiveBack } from "./sqlite-give-back.ts";
import { createOutcomeCounts } from "./sqlite-outcome-counts.ts";
import { createPacingSlots } from "./sqlite-pacing.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";

interface SettledRow {
  readonly kind: DeliveryKind;
  readonly channel: string;
  readonly recipientId: number | null;
  readonly reference: string | null;
  readonly silenced: number;
  readonly claimedAt: number | null;
}

/** Ends attempts. What ends for good is counted here, from the rows there really are. */
export function createSettle(database: SqliteDatabase, attempts: Attempts): DeliveryStore["settle"] {
  const { connection } = database;
  const totals = createTotals(database);
  const giveBack = createGiveBack(database);
  const slots = createPacingSlots(database);
  const { countTold, countCovered, countBatch } = createOutcomeCounts(database);
  const find = connection.prepare<[number], SettledRow>(
    `SELECT kind, channel, recipient_id AS recipientId, reference, silenced, claimed_at AS claimedAt
     FROM deliveries WHERE seq = ?`,
  );
  const setState = connection.prepare<[string, string | null, number | null, number | null, number]>(
    `UPDATE deliveries SET state = ?, reason = ?, settled_at = ?, due_at = coalesce(?, due_at), unsettled = 0,
       lease_host = NULL, lease_pid = NULL, lease_started_at = NULL, lease_expires_at = NULL WHERE seq = ?`,
  );
  const defer = connection.prepare<[string, number, number]>(
    `UPDATE deliveries SET state = 'retry', reason = ?, due_at = ?,
       lease_host = NULL, lease_pid = NULL, lease_started_at = NULL, lease_expires_at = NULL WHERE seq = ?`,
  );
  const notCounted = connection.prepare<[number]>(
    "UPDATE deliveries SET attempts_before = min(attempts_before + 1, attempts) WHERE seq = ?",
  );
  const setMemory = connection.prepare<[string, number]>("UPDATE deliveries SET memory = ? WHERE seq = ?");
  const setChannel = connection.prepare<[string, string]>(
    "INSERT INTO channel_states (channel, state) VALUES (?, ?) ON CONFLICT (channel) DO UPDATE SET state = excluded.state",
  );
  const reached = connection.prepare<[number, string | null, number, number]>(
    "UPDATE recipients SET last_at = ?, last_reference = ?, silence_told = max(silence_told, ?) WHERE id = ?",
  );
  const sinkId = connection.prepare<[string], number>("SELECT id FROM sinks WHERE name = ?").pluck();
  // Only an event that the batch really sends can be refused.
  const refuse = connection.prepare<{
    readonly sink: number;
    readonly item: number;
    readonly reason: string;
    readonly batch: number;
  }>(
    `INSERT INTO sink_exceptions (sink_id, seq, outcome, reason)
     SELECT @sink, e.seq, 'dead', @reason FROM events e JOIN deliveries b ON e.seq BETWEEN b.first_seq AND b.last_seq
     WHERE e.seq = @item AND b.seq = @batch
     ON CONFLICT (sink_id, seq) DO NOTHING`,
  );

  function deliverNotice(seq: number, now: number, { recipientId, reference, silenced }: SettledRow): void {
    totals.add(OWNERS_BOOK, "told", "", countTold(seq));
    totals.add(OWNERS_BOOK, "covered", "", countCovered(seq));
    if (recipientId !== null) reached.run(now, reference, silenced, recipientId);
  }

  function deliverBatch(seq: number, channel: string, items: readonly ItemResult[]): void {
    const sink = sinkId.get(channel) as number | undefined;
    if (sink === undefined) throw new LockbellError("INTERNAL", `Batch ${seq} is of no known sink.`);
    let refused = 0;
    for (const { seq: item, reason } of items) refused += refuse.run({ sink, item, reason, batch: seq }).changes;
    totals.add(sink, "dead", "", refused);
    totals.add(sink, "delivered", "", countBatch(seq));
  }

  function settle(settlement: Settlement, resource: string | undefined): void {
    const { seq, token, now } = settlement;
    attempts.checkClaim(seq, token);
    const row = find.get(seq);
    if (row === undefined) throw new LockbellError("INTERNAL", `There is no delivery ${seq}.`);
    if (resource !== undefined && row.claimedAt !== null) slots.move(resource, row.claimedAt, now);
    if (settlement.state !== undefined) setMemory.run(settlement.state, seq);
    if (settlement.channelState !== undefined) setChannel.run(row.channel, settlement.channelState);
    if (settlement.status === "released") {
      attempts.withdrawAttempt(seq);
      giveBack(seq);
      return;
    }
    if (settlement.status === "deferred") {
      defer.run(settlement.reason, settlement.at, seq);
      return;
    }
    if (settlement.status === "delivered") {
      attempts.endAttempt(seq, {
        now,
        status: "delivered",
        reason: null,
        detail: settlement.providerReference ?? null,
      });
      setState.run("delivered", null, now, null, seq);
      if (row.kind === "notice") deliverNotice(seq, now, row);
      else deliverBatch(seq, row.channel, settlement.items ?? []);
      return;
    }
    const { status, reason, detail = null } = settlement;
    attempts.endAttempt(seq, { now, status, reason, detail });
    if (settlement.status !== "retry") {
      setState.run(status, reason, now, null, seq);
      return;
    }
    setState.run("retry", reason, null, settlement.at, seq);
    if (settlement.isFree === true) notCounted.run(seq);
  }

  return (settlements, resource, takenSlots = []) =>
    database.write(() => {
      const now = settlements[0]?.now ?? 0;
      if (resource !== undefined) for (const takenAt of takenSlots) slots.move(resource, takenAt, now);
      for (const settlement of settlements) settle(settlement, resource);
    });
}
