import type { DeliveryRow } from "./memory-state.ts";

type Given =
  | "seq"
  | "id"
  | "kind"
  | "channel"
  | "recipientId"
  | "reference"
  | "createdAt"
  | "dueAt"
  | "oldestAt"
  | "range";

/** A delivery that was just opened. */
export function newDelivery(given: Pick<DeliveryRow, Given>): DeliveryRow {
  return {
    ...given,
    state: "open",
    reason: null,
    hold: null,
    settledAt: null,
    memberCount: 0,
    members: new Set(),
    attempts: 0,
    attemptsBefore: 0,
    unsettled: false,
    token: 0,
    claimedAt: null,
    lease: null,
    silenced: 0,
    memory: null,
    frozen: null,
    attemptRecords: [],
    decisions: [],
  };
}
