import { createHash } from "node:crypto";
import type { RejectedRecord } from "../collect-store.ts";
import type { OperatorStore, StoredReject } from "../operator-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What operators may do with rejected records, and how collect keeps one. */
export interface Rejects extends Pick<OperatorStore, "rejectedCounts" | "rejectedRecords" | "clearRejected"> {
  /** Keeps a record unless this source's same record with the same reason is kept already. Called inside a write transaction. */
  keepReject(sourceId: number, reject: RejectedRecord, now: number): void;
}

/** Rejected records. A re-delivered file brings the same ones at other places: what they say makes them the same. */
export function createRejects(database: SqliteDatabase): Rejects {
  const { connection } = database;
  const insert = connection.prepare<[number, Buffer, string, string, string, number]>(
    `INSERT INTO rejected (source_id, hash, reason, location, raw, rejected_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (source_id, hash) DO NOTHING`,
  );
  const counts = connection.prepare<[], { readonly reason: string; readonly count: number }>(
    "SELECT reason, count(*) AS count FROM rejected GROUP BY reason ORDER BY reason",
  );
  const records = connection.prepare<[number], StoredReject>(
    `SELECT sources.name AS source, reason, location, raw, rejected_at AS at
     FROM rejected JOIN sources ON sources.id = source_id ORDER BY seq DESC LIMIT ?`,
  );
  const clear = connection.prepare("DELETE FROM rejected");
  return {
    keepReject(sourceId, { reason, location, raw }, now) {
      const hash = createHash("sha256").update(`${reason}\0${raw}`).digest();
      insert.run(sourceId, hash, reason, location, raw, now);
    },
    rejectedCounts: () =>
      database.read(() => Object.fromEntries(counts.all().map(({ reason, count }) => [reason, count]))),
    rejectedRecords: (limit) => database.read(() => records.all(limit)),
    clearRejected: () => database.write(() => clear.run().changes),
  };
}
