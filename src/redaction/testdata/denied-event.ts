/** A denied event for tests: only what every event has, and what the test says. */
import type { DeniedEvent } from "../../event/denied-event.ts";

export function deniedEvent(fields: Partial<DeniedEvent> = {}): DeniedEvent {
  return {
    id: "0".repeat(32),
    occurredAt: "2026-11-14T08:02:10Z",
    tenantId: "",
    actor: "sam@partner.example",
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    source: "usage-logs",
    location: "rmslog.log:1",
    raw: "",
    ...fields,
  };
}
