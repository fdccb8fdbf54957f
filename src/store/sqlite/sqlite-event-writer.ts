import { eventKey, fingerprint, nativeKey } from "../../event/fingerprint.ts";
import type { SightedEvent } from "../collect-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

export interface EventWriter {
  /** Stores events that are new and recognises those that are not. Called inside the commit's transaction. */
  writeEvents(sourceId: number, events: readonly SightedEvent[]): { readonly new: number; readonly duplicate: number };
}

/** Fingerprints and sightings. Keys begin with the time, so that new rows come close together at any size of the store. */
export function createEventWriter({ connection }: SqliteDatabase): EventWriter {
  // Says which attempt a sighting is, and nothing if it is known. The first of its key costs one statement.
  const sightNext = connection
    .prepare<{ readonly source: number; readonly key: Buffer; readonly native: Buffer }, number>(
      `INSERT INTO sightings (source_id, key, native, n)
       SELECT @source, @key, @native, 1 + count(*) FROM sightings
       WHERE source_id = @source AND key = @key AND native <> x'' AND @native <> x''
       ON CONFLICT (source_id, key, native) DO NOTHING RETURNING n`,
    )
    .pluck();
  const sightNth = connection.prepare<[number, Buffer, Buffer, number]>(
    "INSERT INTO sightings (source_id, key, native, n) VALUES (?, ?, ?, ?) ON CONFLICT (source_id, key, native) DO NOTHING",
  );
  const insertEvent = connection.prepare<[Buffer, Buffer | null, number, number]>(
    "INSERT INTO events (id, key, n, occurred_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const insertRecord = connection.prepare<[number | bigint, string]>(
    "INSERT INTO event_records (seq, data) VALUES (?, ?)",
  );

  /** Numbers a page's sightings of one source: n, or null if the source has shown the record before. */
  function sightingsOf(source: number): (key: Buffer, native: Buffer) => number | null {
    // A hostile log has one key a million times: its native ids are counted once a page, not once a record.
    const natives = new Map<string, number>();
    return (key, native) => {
      const hex = key.toString("latin1");
      const known = native.length === 0 ? undefined : natives.get(hex);
      if (known !== undefined) {
        if (sightNth.run(source, key, native, known + 1).changes === 0) return null;
        natives.set(hex, known + 1);
        return known + 1;
      }
      const n = (sightNext.get({ source, key, native }) as number | undefined) ?? null;
      if (n !== null && native.length > 0) natives.set(hex, n);
      return n;
    };
  }

  function storeEvent({ event, nativeId }: SightedEvent, sight: ReturnType<typeof sightingsOf>): boolean {
    const key = eventKey(event);
    const n = sight(key, nativeKey(nativeId));
    if (n === null) return false;
    const inserted = insertEvent.run(fingerprint(key, n), n === 1 ? null : key, n, Date.parse(event.occurredAt));
    if (inserted.changes === 0) return false;
    insertRecord.run(inserted.lastInsertRowid, JSON.stringify(event));
    return true;
  }

  return {
    writeEvents(sourceId, events) {
      const sight = sightingsOf(sourceId);
      const counts = { new: 0, duplicate: 0 };
      for (const sighted of events) counts[storeEvent(sighted, sight) ? "new" : "duplicate"] += 1;
      return counts;
    },
  };
}
