import type { DecisionRecord } from "../operator-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What was decided about whole deliveries after they were opened. */
export interface Decisions {
  /** Called inside the transaction that carries the decision out. */
  decide(deliverySeq: number, decision: DecisionRecord): void;
  of(deliverySeq: number): readonly DecisionRecord[];
}

/** Decisions as rows, in the order they were taken. */
export function createDecisions({ connection }: SqliteDatabase): Decisions {
  const insert = connection.prepare<[number, number, string, string, string | null]>(
    "INSERT INTO decisions (delivery_seq, decided_at, decision, reason, detail) VALUES (?, ?, ?, ?, ?)",
  );
  const of = connection.prepare<[number], DecisionRecord>(
    "SELECT decided_at AS at, decision, reason, detail FROM decisions WHERE delivery_seq = ? ORDER BY seq",
  );
  return {
    decide: (deliverySeq, { at, decision, reason, detail }) =>
      void insert.run(deliverySeq, at, decision, reason, detail),
    of: (deliverySeq) => of.all(deliverySeq),
  };
}
