/** What became of an event, read from the rows that speak of it: one rule for all stores. */
import type { DeliveryState } from "./delivery-store.ts";
import type { OwnerDecision } from "./dispatch-store.ts";
import type { DecisionRecord } from "./operator-store.ts";
import { BEFORE_SINK, DISCARDED, PURGED, REPEAT, SINK_ABSENT } from "./reasons.ts";

/** What of a delivery decides about its events. */
export interface DeliveryFate {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly hold: string | null;
}

/** An outcome in the books' words, with its reason. */
export interface Outcome {
  readonly outcome: string;
  readonly reason: string | null;
}

/** What is stored of an event on the owners' side. */
export interface OwnerFacts {
  readonly decision: OwnerDecision["decision"];
  readonly reason: string;
  readonly holdUntil: number | null;
  /** Set where no delivery says it any more. */
  readonly outcome: string | null;
  readonly outcomeReason: string | null;
  /** Whether the notice told the event's thread by name. */
  readonly isTold: boolean;
  readonly delivery: DeliveryFate | null;
}

/** What is stored of an event on a sink's side. */
export interface SinkFacts {
  readonly seq: number;
  /** The first event dispatched when the sink was there. */
  readonly since: number;
  readonly isDispatched: boolean;
  readonly isPurged: boolean;
  readonly exception: { readonly outcome: "skipped" | "dead"; readonly reason: string } | null;
  readonly batch: DeliveryFate | null;
}

/** What became of a dispatched event for its owner. */
export function ownerOutcome({
  decision,
  reason,
  holdUntil,
  outcome,
  outcomeReason,
  isTold,
  delivery,
}: OwnerFacts): Outcome {
  if (outcome !== null) return { outcome, reason: outcomeReason };
  if (decision === "hold" || decision === "await") return { outcome: "held", reason };
  if (holdUntil !== null || delivery === null) return { outcome: "held", reason: REPEAT };
  switch (delivery.state) {
    case "delivered":
      return { outcome: isTold ? "told" : "covered", reason };
    case "discarded":
      return { outcome: "held", reason: delivery.reason ?? DISCARDED };
    case "dead":
    case "unknown":
      return { outcome: delivery.state, reason: delivery.reason };
    case "open":
      return delivery.hold === null ? { outcome: "pending", reason } : { outcome: "held", reason: delivery.hold };
    default:
      return { outcome: "pending", reason };
  }
}

/** The decision an awaited event's history begins with. */
export function firstAwaited({ at, reason }: { readonly at: number; readonly reason: string }): DecisionRecord {
  return { at, decision: "await", reason, detail: null };
}

/** What became of an event for a sink. */
export function sinkOutcome({ seq, since, isDispatched, isPurged, exception, batch }: SinkFacts): Outcome {
  if (exception !== null) return exception;
  if (!isDispatched) return isPurged ? { outcome: "skipped", reason: PURGED } : { outcome: "pending", reason: null };
  if (batch === null) return { outcome: "skipped", reason: seq < since ? BEFORE_SINK : SINK_ABSENT };
  switch (batch.state) {
    case "delivered":
      return { outcome: "delivered", reason: null };
    case "discarded":
      return { outcome: "skipped", reason: batch.reason ?? DISCARDED };
    case "dead":
    case "unknown":
      return { outcome: batch.state, reason: batch.reason };
    default:
      return { outcome: "pending", reason: null };
  }
}
