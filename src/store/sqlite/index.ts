import { resolve } from "node:path";
import type { StoreDefinition } from "../store-definition.ts";
import type { SqliteStoreConfig } from "./config.ts";
import { openSqliteStore } from "./sqlite-store.ts";

/** The `sqlite` store: one file, any number of processes on the same machine. */
export const sqliteStore: StoreDefinition<SqliteStoreConfig> = {
  type: "sqlite",
  open: async (config, { baseDir, isThrowaway }) =>
    openSqliteStore(resolve(baseDir, config.path), { isDurable: isThrowaway !== true }),
};
