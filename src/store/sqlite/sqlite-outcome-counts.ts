import type { SqliteDatabase } from "./sqlite-database.ts";

/** Counts a delivery's events by what became of them, always as rows: a row that is missing is missing in the books. */
export interface OutcomeCounts {
  /** Members whose thread the frozen notice tells by name. */
  countTold(deliverySeq: number): number;
  /** Members whose thread it does not. */
  countCovered(deliverySeq: number): number;
  countMembers(deliverySeq: number): number;
  /** A batch's events without those that went another way. */
  countBatch(deliverySeq: number): number;
}

/** The queries behind the books. */
export function createOutcomeCounts({ connection }: SqliteDatabase): OutcomeCounts {
  const told = "SELECT value FROM frozen, json_each(frozen.told) WHERE frozen.delivery_seq = @delivery";
  const count = (where: string): ((delivery: number) => number) => {
    const statement = connection
      .prepare<{ readonly delivery: number }, number>(
        `SELECT count(*) FROM owner_events WHERE delivery_seq = @delivery ${where}`,
      )
      .pluck();
    return (delivery) => statement.get({ delivery }) as number;
  };
  const batch = connection
    .prepare<[number], number>(
      `SELECT count(*) FROM deliveries d JOIN events e ON e.seq BETWEEN d.first_seq AND d.last_seq
       WHERE d.seq = ? AND NOT EXISTS (
         SELECT 1 FROM sink_exceptions x WHERE x.sink_id = (SELECT id FROM sinks WHERE name = d.channel) AND x.seq = e.seq)`,
    )
    .pluck();
  return {
    countTold: count(`AND thread IN (${told})`),
    countCovered: count(`AND thread NOT IN (${told})`),
    countMembers: count(""),
    countBatch: (delivery) => batch.get(delivery) as number,
  };
}
