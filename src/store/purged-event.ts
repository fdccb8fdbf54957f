import type { DeniedEvent } from "../event/denied-event.ts";

/** What is left of an event after a purge: that something happened, when, and the fingerprint that makes a re-reading a duplicate. */
export function purgedEvent(id: string, occurredAt: number): DeniedEvent {
  return {
    id,
    occurredAt: new Date(occurredAt).toISOString().replace(/\.\d+Z$/, "Z"),
    tenantId: "",
    actor: "",
    outcome: "refused",
    result: "",
    resultKnown: false,
    request: "",
    source: "",
    location: "",
    raw: "",
  };
}
