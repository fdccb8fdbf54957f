import type { CatalogueFact, DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent, UnidentifiedEvent } from "../event/denied-event.ts";
import type { Lease } from "./lease.ts";

/** A denied event as a source saw it. */
export interface SightedEvent {
  readonly event: UnidentifiedEvent;
  /** The source's own id of the record (row-id, LogId), if it has one. */
  readonly nativeId?: string;
}

/**
 * A record that could not be understood, kept with its reason. The same record rejected again is one: same source, same reason,
 * same text; a re-delivered file brings it at another location.
 */
export interface RejectedRecord {
  readonly reason: string;
  /** Where, e.g. `rmslog-2026-11-18.log:1432`. */
  readonly location: string;
  /** The record as received, cut to what is sensible to keep. */
  readonly raw: string;
}

/** A source's place in one of its parts (a file, a table). `null` forgets the part. */
export interface CursorMove {
  readonly part: string;
  readonly value: string | null;
}

/** One page of a source, stored in one transaction: events, sightings, facts, rejects and the cursor together. */
export interface CollectCommit {
  readonly source: string;
  /** The lease on the source. If it has changed hands the commit fails with LEASE_LOST and nothing is stored. */
  readonly lease: Lease;
  readonly now: number;
  readonly denied: readonly SightedEvent[];
  readonly rejected: readonly RejectedRecord[];
  readonly facts: readonly CatalogueFact[];
  readonly cursors: readonly CursorMove[];
}

/** What became of the page's denied events, counted as they are stored. */
export interface CollectCounts {
  readonly new: number;
  readonly duplicate: number;
  /** Rejected records handled: those kept now and those that were kept already. */
  readonly rejected: number;
}

/** A stored event with the store's own ordinal, which grows in the order of storing. */
export interface StoredEvent {
  readonly seq: number;
  readonly event: DeniedEvent;
}

export interface CollectStore {
  /** The cursors of a source's parts. */
  cursors(source: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Stores one page. Fingerprints (`event/fingerprint.ts`): a record whose native id this source has shown before for
   * that key is a duplicate; otherwise n is one more than the number of native ids this source has shown for the key
   * (a record without native id is always n = 1), and it is a duplicate if another source has brought that fingerprint.
   * New events add to the `known` counter of the books. Facts are merged by the rules of `catalogue/merge.ts`.
   */
  commitCollected(commit: CollectCommit): Promise<CollectCounts>;
  /** What is known of documents, by content id; unknown ones are missing from the map. */
  documents(contentIds: readonly string[]): Promise<ReadonlyMap<string, DocumentRecord>>;
}
