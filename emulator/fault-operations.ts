/** Which operations a fault makes sense for. */
import { type FaultName, OPERATIONS, type Operation } from "./faults.ts";

// A fault of the token endpoint hides all that stands behind it, so that it is had only by naming it.
const SERVICES: readonly Operation[] = OPERATIONS.filter((operation) => operation !== "token");
const UPLOADS: readonly Operation[] = ["sentinel.upload", "ti-indicator.submit"];
const WRITES: readonly Operation[] = [
  "mail.create",
  "mail.send-draft",
  "mail.send",
  "mail.delete",
  "ti-indicator.create",
  "ti-indicator.update",
  "ti-indicator.delete",
  "ti-indicator.delete-many",
  ...UPLOADS,
];

/** Where each fault strikes if its order does not say. */
export const FAULT_OPERATIONS: { readonly [Name in FaultName]: readonly Operation[] } = {
  throttle: SERVICES,
  unavailable: SERVICES,
  "gateway-timeout": SERVICES,
  drop: SERVICES,
  "cut-short": SERVICES,
  slow: SERVICES,
  gone: SERVICES,
  "expire-token": SERVICES,
  partial: ["query", ...UPLOADS],
  truncate: ["query"],
  "late-rows": ["query"],
  "lost-response": WRITES,
};
