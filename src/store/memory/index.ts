import type { StoreDefinition } from "../store-definition.ts";
import type { MemoryStoreConfig } from "./config.ts";
import { openMemoryStore } from "./memory-store.ts";

/** The `memory` store: the same promises as the others for as long as the process lives. */
export const memoryStore: StoreDefinition<MemoryStoreConfig> = {
  type: "memory",
  open: async () => openMemoryStore(),
};
