import { initial } from "./0001-initial.ts";
import { awaitedOwners } from "./0002-awaited-owners.ts";
import { refusedEvents } from "./0003-refused-events.ts";
import type { Migration } from "./migration.ts";

/** Every step of the schema, oldest first. */
export const ALL_MIGRATIONS: readonly Migration[] = [initial, awaitedOwners, refusedEvents];
