import type { UnidentifiedEvent } from "../../event/denied-event.ts";
import type { StoredEvent } from "../collect-store.ts";

/** An event as it is selected: `events.seq`, `events.id`, `event_records.data`. */
export interface StoredEventRow {
  readonly seq: number;
  readonly id: Buffer;
  readonly data: string;
}

/** A stored event as everybody else knows it. */
export function readStoredEvent({ seq, id, data }: StoredEventRow): StoredEvent {
  const event: UnidentifiedEvent = JSON.parse(data);
  return { seq, event: { ...event, id: id.toString("hex") } };
}
