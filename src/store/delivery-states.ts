import type { DeliveryKind, DeliveryState } from "./delivery-store.ts";

/** Every kind of delivery. */
export const ALL_KINDS: readonly DeliveryKind[] = ["notice", "batch"];

/** Every state a delivery can be in. */
export const ALL_STATES: readonly DeliveryState[] = [
  "open",
  "claimed",
  "retry",
  "delivered",
  "dead",
  "unknown",
  "discarded",
];
