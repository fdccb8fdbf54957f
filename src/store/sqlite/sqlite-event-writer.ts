import { eventKey, fingerprint, nativeKey } from "../../event/fingerprint.ts";
import type { SightedEvent } from "../collect-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

export interface EventWriter {
  /** Stores events that are new and recognises those that are not. Called inside the commit's transaction. */
  writeEvents(sourceId: number, events: readonly SightedEvent[]): { readonly new: number; readonly duplicate: number };
}

/** Fingerprints and sightings. Keys begin with the time, so that new rows come close together at any size of the store. */
export function createEventWriter({ connection }: SqliteDatabase): EventWriter {
  const findSighting = connection
    .prepare<[number, Buffer, Buffer], number>("SELECT n FROM sightings WHERE source_id = ? AND key = ? AND native = ?")
    .pluck();
  const countNatives = connection
    .prepare<[number, Buffer], number>(
      "SELECT count(*) FROM sightings WHERE source_id = ? AND key = ? AND native <> x''",
    )
    .pluck();
  const insertSighting = connection.prepare<[number, Buffer, Buffer, number]>(
    "INSERT INTO sightings (source_id, key, native, n) VALUES (?, ?, ?, ?)",
  );
  const insertEvent = connection.prepare<[Buffer, Buffer | null, number, number]>(
    "INSERT INTO events (id, key, n, occurred_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const insertRecord = connection.prepare<[number | bigint, string]>(
    "INSERT INTO event_records (seq, data) VALUES (?, ?)",
  );

  function writeEvents(sourceId: number, events: readonly SightedEvent[]): { new: number; duplicate: number } {
    const counts = { new: 0, duplicate: 0 };
    // Counted once a page and key: a hostile log with one key a million times would be counted a million times over.
    const natives = new Map<string, number>();
    const nextN = (key: Buffer): number => {
      const hex = key.toString("hex");
      const n = (natives.get(hex) ?? (countNatives.get(sourceId, key) as number)) + 1;
      natives.set(hex, n);
      return n;
    };
    for (const { event, nativeId } of events) {
      const key = eventKey(event);
      const native = nativeKey(nativeId);
      if (findSighting.get(sourceId, key, native) !== undefined) {
        counts.duplicate += 1;
        continue;
      }
      const n = native.length === 0 ? 1 : nextN(key);
      insertSighting.run(sourceId, key, native, n);
      const inserted = insertEvent.run(fingerprint(key, n), n === 1 ? null : key, n, Date.parse(event.occurredAt));
      if (inserted.changes === 0) {
        counts.duplicate += 1;
        continue;
      }
      insertRecord.run(inserted.lastInsertRowid, JSON.stringify(event));
      counts.new += 1;
    }
    return counts;
  }

  return { writeEvents };
}
