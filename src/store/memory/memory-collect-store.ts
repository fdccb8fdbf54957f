import type { DocumentRecord } from "../../catalogue/document.ts";
import { mergeFact } from "../../catalogue/merge.ts";
import { eventKey, fingerprint, nativeKey } from "../../event/fingerprint.ts";
import type { CollectStore, SightedEvent } from "../collect-store.ts";
import { addToBook } from "./memory-book.ts";
import { checkLease } from "./memory-lease-store.ts";
import type { MemoryState } from "./memory-state.ts";

/** The collect phase's part of the store. */
export function createMemoryCollectStore(state: MemoryState): CollectStore {
  return {
    async cursors(source) {
      return new Map(state.cursors.get(source));
    },
    async commitCollected({ source, lease, now, denied, rejected, facts, cursors }) {
      checkLease(state, lease);
      const counts = { new: 0, duplicate: 0, rejected: 0 };
      for (const sighted of denied) counts[storeEvent(state, source, sighted) ? "new" : "duplicate"] += 1;
      addToBook(state.ownerBook, "known", "", counts.new);
      for (const reject of rejected) {
        const key = JSON.stringify([source, reject.reason, reject.raw]);
        if (!state.rejected.has(key)) state.rejected.set(key, { ...reject, source, at: now });
        counts.rejected += 1;
      }
      for (const fact of facts) {
        state.documents.set(fact.contentId, mergeFact(state.documents.get(fact.contentId), fact));
      }
      const parts = state.cursors.get(source) ?? new Map<string, string>();
      state.cursors.set(source, parts);
      for (const { part, value } of cursors) {
        if (value === null) parts.delete(part);
        else parts.set(part, value);
      }
      return counts;
    },
    async documents(contentIds) {
      const found = new Map<string, DocumentRecord>();
      for (const contentId of contentIds) {
        const record = state.documents.get(contentId);
        if (record !== undefined) found.set(contentId, record);
      }
      return found;
    },
  };
}

/** Whether the event is new. */
function storeEvent(state: MemoryState, source: string, { event, nativeId }: SightedEvent): boolean {
  const keyBytes = eventKey(event);
  const key = keyBytes.toString("hex");
  const native = nativeKey(nativeId).toString("hex");
  const bySource = state.sightings.get(source) ?? new Map<string, Map<string, number>>();
  const natives = bySource.get(key) ?? new Map<string, number>();
  if (natives.has(native)) return false;
  const n = native === "" ? 1 : natives.size - (natives.has("") ? 1 : 0) + 1;
  natives.set(native, n);
  bySource.set(key, natives);
  state.sightings.set(source, bySource);
  const id = fingerprint(keyBytes, n).toString("hex");
  if (state.eventsById.has(id)) return false;
  const seq = state.events.length + 1;
  const row = { seq, id, key, n, occurredAt: Date.parse(event.occurredAt), event, purgedAt: null };
  state.events.push(row);
  state.eventsById.set(id, row);
  return true;
}
