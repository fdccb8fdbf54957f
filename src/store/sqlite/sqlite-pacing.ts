import type { Pacing } from "../delivery-store.ts";
import { type FreeSlots, longestWindow, readSlots } from "../pacing-window.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Slots of providers' limits, shared by all processes at the store. Called inside the claim's transaction. */
export interface PacingSlots {
  read(pacing: Pacing, now: number): FreeSlots;
  take(pacing: Pacing, count: number, now: number): void;
  /** Takes one if one is free: null; else when one will be. */
  takeOne(pacing: Pacing, now: number): number | null;
  /** A slot that was taken at that time counts from `now` on. */
  move(resource: string, takenAt: number, now: number): void;
}

/** Slots as rows, kept as long as the longest window looks back. */
export function createPacingSlots({ connection }: SqliteDatabase): PacingSlots {
  const taken = connection
    .prepare<[string, number], number>(
      "SELECT taken_at FROM pacing WHERE resource = ? AND taken_at > ? ORDER BY taken_at",
    )
    .pluck();
  const take = connection.prepare<[string, number]>("INSERT INTO pacing (resource, taken_at) VALUES (?, ?)");
  const move = connection.prepare<[number, string, number]>(
    "UPDATE pacing SET taken_at = ? WHERE seq = (SELECT seq FROM pacing WHERE resource = ? AND taken_at = ? LIMIT 1)",
  );
  const forget = connection.prepare<[string, number]>("DELETE FROM pacing WHERE resource = ? AND taken_at <= ?");
  const read = ({ resource, limits }: Pacing, now: number): FreeSlots =>
    readSlots(limits, taken.all(resource, now - longestWindow(limits)) as number[], now);
  const takeSome = ({ resource, limits }: Pacing, count: number, now: number): void => {
    forget.run(resource, now - longestWindow(limits));
    for (let i = 0; i < count; i += 1) take.run(resource, now);
  };
  return {
    read,
    take: takeSome,
    takeOne(pacing, now) {
      const { free, nextAt } = read(pacing, now);
      if (free === 0) return nextAt ?? now + longestWindow(pacing.limits);
      takeSome(pacing, 1, now);
      return null;
    },
    move(resource, takenAt, now) {
      if (now > takenAt) move.run(now, resource, takenAt);
    },
  };
}
