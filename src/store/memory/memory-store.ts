import type { Store } from "../store.ts";
import { createMemoryAnswers } from "./memory-answers.ts";
import { createMemoryBooks } from "./memory-books.ts";
import { createMemoryCollectStore } from "./memory-collect-store.ts";
import { createMemoryDeliveries } from "./memory-deliveries.ts";
import { createMemoryDeliveryStore } from "./memory-delivery-store.ts";
import { createMemoryDispatchStore } from "./memory-dispatch-store.ts";
import { createMemoryEventHistory } from "./memory-event-history.ts";
import { createMemoryLeaseStore } from "./memory-lease-store.ts";
import { createMemoryPurge } from "./memory-purge.ts";
import { createMemoryRecords } from "./memory-records.ts";
import { createMemoryRefused } from "./memory-refused.ts";
import { emptyState } from "./memory-state.ts";

/** A new, empty store in memory. Each call's store is its own. */
export function openMemoryStore(): Store {
  const state = emptyState();
  return {
    ...createMemoryLeaseStore(state),
    ...createMemoryCollectStore(state),
    ...createMemoryDispatchStore(state),
    ...createMemoryDeliveryStore(state),
    ...createMemoryAnswers(state),
    ...createMemoryBooks(state),
    ...createMemoryEventHistory(state),
    ...createMemoryDeliveries(state),
    ...createMemoryRefused(state),
    ...createMemoryRecords(state),
    ...createMemoryPurge(state),
    async installation(make) {
      state.installation ??= make();
      return state.installation;
    },
    async close() {},
  };
}
