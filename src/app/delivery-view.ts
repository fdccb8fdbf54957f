import { isoSeconds } from "../platform/instant.ts";
import type { DeliveryKind, DeliveryState } from "../store/delivery-store.ts";
import type { Recipient } from "../store/dispatch-store.ts";
import type { AttemptRecord, DecisionRecord, DeliveryRecord, RefusedEvent } from "../store/operator-store.ts";

/** A decision as commands print it. */
export interface DecisionView {
  readonly at: string;
  readonly decision: string;
  readonly reason: string;
  readonly detail: string | null;
}

/** An attempt as commands print it. */
interface AttemptView {
  readonly n: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly detail: string | null;
}

/** A delivery as commands print it: everything about it but its content. Times are ISO 8601 UTC. */
export interface DeliveryView {
  readonly id: string;
  readonly kind: DeliveryKind;
  /** The notifier's or sink's configured name. */
  readonly channel: string;
  readonly state: DeliveryState;
  /** Why it waits beyond its time, or null. */
  readonly hold: string | null;
  readonly reference: string | null;
  readonly recipient: Recipient | null;
  readonly subject: string | null;
  readonly events: number;
  readonly createdAt: string;
  readonly dueAt: string | null;
  readonly settledAt: string | null;
  readonly reason: string | null;
  /** What the leak scan replaced or found. */
  readonly notes: readonly string[];
  /** Of a delivered batch: what was refused for good while the rest was taken, by fingerprint. */
  readonly refused: readonly RefusedEvent[];
  readonly attempts: readonly AttemptView[];
  readonly decisions: readonly DecisionView[];
}

/** What of a stored delivery commands print. */
export function viewDelivery(record: DeliveryRecord): DeliveryView {
  const { id, kind, channel, state, hold, reference, recipient, subject, memberCount, reason, notes } = record;
  return {
    ...{ id, kind, channel, state, hold, reference, recipient, subject, events: memberCount },
    createdAt: isoSeconds(record.createdAt),
    dueAt: isoOrNull(record.dueAt),
    settledAt: isoOrNull(record.settledAt),
    reason,
    notes,
    refused: record.refused,
    attempts: record.attempts.map(viewAttempt),
    decisions: record.decisions.map(viewDecision),
  };
}

/** What of a stored decision commands print. */
export function viewDecision({ at, decision, reason, detail }: DecisionRecord): DecisionView {
  return { at: isoSeconds(at), decision, reason, detail };
}

function viewAttempt({ n, startedAt, endedAt, status, reason, detail }: AttemptRecord): AttemptView {
  return { n, startedAt: isoSeconds(startedAt), endedAt: isoOrNull(endedAt), status, reason, detail };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoSeconds(ms);
}
