import type { z } from "zod";
import { memoryStoreConfig } from "./memory/config.ts";
import { sqliteStoreConfig } from "./sqlite/config.ts";
import type { StoreDefinition } from "./store-definition.ts";

/** How a kind of store is found: its type, its configuration, and its code, loaded only when it is used. */
export interface StoreEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** The key of the path it writes to and no other part may. */
  readonly ownPath?: string;
  load(): Promise<StoreDefinition<unknown>>;
}

/** Every kind of store there is, by type. The only way to reach one. */
export const STORE_REGISTRY: readonly StoreEntry[] = [
  {
    type: "sqlite",
    config: sqliteStoreConfig,
    ownPath: "path",
    load: async () => (await import("./sqlite/index.ts")).sqliteStore,
  },
  { type: "memory", config: memoryStoreConfig, load: async () => (await import("./memory/index.ts")).memoryStore },
];
