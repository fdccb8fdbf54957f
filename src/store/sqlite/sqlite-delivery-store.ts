import type { DeliveryStore } from "../delivery-store.ts";
import { createAttempts } from "./sqlite-attempts.ts";
import { createClaims } from "./sqlite-claims.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createMembers } from "./sqlite-members.ts";
import { createSettle } from "./sqlite-settle.ts";

/** The deliver phase's part of the store. */
export function createSqliteDeliveryStore(database: SqliteDatabase): DeliveryStore {
  const attempts = createAttempts(database);
  const { freezeNotices, beginAttempts, rememberState } = attempts;
  const channelState = database.connection
    .prepare<[string], string>("SELECT state FROM channel_states WHERE channel = ?")
    .pluck();
  return {
    ...createClaims(database),
    ...createMembers(database),
    freezeNotices,
    beginAttempts,
    rememberState,
    channelState: (channel) => database.read(() => (channelState.get(channel) as string | undefined) ?? null),
    settle: createSettle(database, attempts),
  };
}
