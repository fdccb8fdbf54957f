import type { DeniedEvent } from "../event/denied-event.ts";

/** The document of an event, as dispatch groups them: by content id, else by name. */
export function documentKey(event: DeniedEvent): string {
  return event.contentId ?? `name:${event.documentName ?? ""}`;
}

/** One person at one document, as dispatch groups attempts. */
export function threadKey(event: DeniedEvent): string {
  return JSON.stringify([event.actor.toLowerCase(), documentKey(event)]);
}
