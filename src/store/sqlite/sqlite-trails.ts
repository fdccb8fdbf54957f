import type { ResolutionStep } from "../dispatch-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** The number a trail stands for in rows; equal trails share one. Made for one transaction. */
export type TrailIds = (trail: readonly ResolutionStep[]) => number;

/** Trails as rows. A few answer for all events, so each transaction looks each of them up once. */
export function createTrails({ connection }: SqliteDatabase): () => TrailIds {
  const find = connection.prepare<[string], number>("SELECT id FROM trails WHERE steps = ?").pluck();
  const insert = connection.prepare<[string]>("INSERT INTO trails (steps) VALUES (?)");
  return () => {
    const known = new Map<string, number>();
    return (trail) => {
      const steps = JSON.stringify(trail.map(({ step, outcome }) => ({ step, outcome })));
      const id =
        known.get(steps) ?? (find.get(steps) as number | undefined) ?? Number(insert.run(steps).lastInsertRowid);
      known.set(steps, id);
      return id;
    };
  };
}
