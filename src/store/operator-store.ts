import type { StoredEvent } from "./collect-store.ts";
import type { DeliveryKind, DeliveryState } from "./delivery-store.ts";
import type { Recipient, ResolutionStep } from "./dispatch-store.ts";

/** Totals over all time. `known = told + covered + pending + Σ held + dead + unknown`. Each is counted where it happens. */
export interface OwnerBooks {
  readonly known: number;
  readonly told: number;
  readonly covered: number;
  readonly pending: number;
  readonly held: { readonly [reason: string]: number };
  readonly dead: number;
  readonly unknown: number;
}

/**
 * Totals of one sink. `known = delivered + pending + Σ skipped + dead + unknown`. `known` counts events ever stored; those dispatched before
 * the sink was ever there are skipped{before-sink}, those dispatched while it was left out skipped{sink-absent}.
 */
export interface SinkBooks {
  readonly known: number;
  readonly delivered: number;
  readonly pending: number;
  readonly skipped: { readonly [reason: string]: number };
  readonly dead: number;
  readonly unknown: number;
}

/** What a silence applies to: every matcher that is given must match, in lower case; `*` stands for any text. */
export interface SilenceMatchers {
  readonly owner?: string;
  readonly actor?: string;
  /** A content id or a document's name. */
  readonly document?: string;
  readonly label?: string;
}

/** A dated, commented "say nothing". */
export interface Silence {
  readonly id: string;
  readonly matchers: SilenceMatchers;
  readonly comment: string;
  readonly author: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdAt: number;
}

export interface AttemptRecord {
  readonly n: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** `delivered`, `retry`, `dead`, `unknown`, or `begun` while it is under way. */
  readonly status: string;
  readonly reason: string | null;
  readonly detail: string | null;
}

/**
 * A decision with the time it was taken. Of an event: `notify`, `hold`, `hold-until`, `await` (the first one, and the last one while it still
 * waits). Of its delivery, by the store: `hold` and `let-go` (the hold's name), `retry` and `discard` (the state before, and its reason as
 * detail).
 */
export interface DecisionRecord {
  readonly at: number;
  readonly decision: string;
  readonly reason: string;
  readonly detail: string | null;
}

/** An event that a sink's target refused for good. */
export interface RefusedEvent {
  /** The fingerprint. */
  readonly id: string;
  readonly reason: string;
}

/** A delivery as `deliveries`, `explain` and `verify` show it. */
export interface DeliveryRecord {
  /** What `noticeMembers` and `deliveryEvents` know it by. */
  readonly seq: number;
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly channel: string;
  readonly state: DeliveryState;
  readonly hold: string | null;
  readonly reference: string | null;
  readonly recipient: Recipient | null;
  readonly subject: string | null;
  /** The frozen content; null before freezing and after a purge. */
  readonly content: Uint8Array | null;
  /** The threads its frozen content tells by name, in its order; a purge takes those out that it makes unknown. Null before freezing. */
  readonly told: readonly string[] | null;
  readonly memberCount: number;
  readonly createdAt: number;
  readonly dueAt: number | null;
  readonly settledAt: number | null;
  readonly reason: string | null;
  readonly notes: readonly string[];
  /** Of a delivered batch: the events that were refused for good while the rest was taken, in order. */
  readonly refused: readonly RefusedEvent[];
  readonly attempts: readonly AttemptRecord[];
  readonly decisions: readonly DecisionRecord[];
}

/** Everything that was decided about one event. */
export interface EventHistory {
  readonly stored: StoredEvent;
  /** True after a purge: the event's content is gone, its outcome is kept. */
  readonly purged: boolean;
  readonly sightings: readonly { readonly source: string; readonly n: number }[];
  readonly owner: {
    /** `undispatched`, or one of the books' words: told, covered, pending, held, dead, unknown. */
    readonly outcome: string;
    readonly reason: string | null;
    readonly recipient: Recipient | null;
    readonly trail: readonly ResolutionStep[];
    readonly decisions: readonly DecisionRecord[];
    readonly deliveryId: string | null;
  };
  readonly sinks: readonly {
    readonly sink: string;
    /** delivered, pending, skipped, dead, unknown. */
    readonly outcome: string;
    readonly reason: string | null;
    readonly deliveryId: string | null;
  }[];
}

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[];
  readonly kind?: DeliveryKind;
  readonly limit: number;
}

export interface StoredReject {
  readonly source: string;
  readonly reason: string;
  readonly location: string;
  readonly raw: string;
  readonly at: number;
}

export interface PurgeResult {
  readonly events: number;
  readonly deliveries: number;
  readonly documents: number;
  readonly rejected: number;
  readonly silences: number;
}

/** What is purged: everything settled before a time, or everything that names a person. */
export type PurgeScope = { readonly before: number } | { readonly person: string };

export interface OperatorStore {
  ownerBooks(): Promise<OwnerBooks>;
  sinkBooks(sink: string): Promise<SinkBooks>;
  /** How many rejected records are kept, by reason. */
  rejectedCounts(): Promise<{ readonly [reason: string]: number }>;
  /** Kept rejected records, newest first. */
  rejectedRecords(limit: number): Promise<readonly StoredReject[]>;
  /** An event by fingerprint or by a source's native id (row-id); several where two sources used the same native id. */
  findEvents(id: string): Promise<readonly EventHistory[]>;
  /** A delivery by id or by reference (in any spelling Crockford allows, with or without hyphen). */
  findDelivery(idOrReference: string): Promise<DeliveryRecord | null>;
  /** Deliveries, newest first. With `dead` ones also the delivered batches of which some events were refused: those are dead letters too. */
  listDeliveries(filter: DeliveryFilter): Promise<readonly DeliveryRecord[]>;
  deliveryCounts(): Promise<{ readonly [kind in DeliveryKind]: { readonly [state in DeliveryState]: number } }>;
  /**
   * Makes dead or unknown deliveries due again with the same frozen content, and lets those that wait for another try wait no longer (what kept
   * them may have been mended); says how many. Their attempts are counted anew. A dead one
   * was not sent, so it is sent straight. An unknown one may have been: it becomes `unsettled`, is asked about once more, and is sent
   * only if it was not; if still nobody can say it is unknown again. Nobody can force it out, because mail is never sent twice:
   * `discardDeliveries` ends it. (A batch has nobody to ask: it is sent again, and its sink recognises what it has.)
   */
  retryDeliveries(ids: readonly string[], now: number): Promise<number>;
  /** Gives deliveries up for good that are dead, unknown, open or waiting for a retry: held{discarded} or skipped{discarded} in the books. */
  discardDeliveries(ids: readonly string[], now: number): Promise<number>;
  addSilence(silence: Silence): Promise<void>;
  /** All silences, newest first. */
  silences(): Promise<readonly Silence[]>;
  /** Ends a silence now; false if there is none with this id or it has ended. */
  expireSilence(id: string, now: number): Promise<boolean>;
  /** Records that somebody looked something up. */
  recordLookup(lookup: {
    readonly at: number;
    readonly who: string;
    readonly what: string;
    readonly full: boolean;
  }): Promise<void>;
  /** Recorded look-ups, newest first. */
  lookups(
    limit: number,
  ): Promise<readonly { readonly at: number; readonly who: string; readonly what: string; readonly full: boolean }[]>;
  /**
   * Removes content and keeps the totals: events lose what they say and keep fingerprint and outcome (so that reading the
   * logs again tells nobody twice), deliveries lose content, subject and recipient, documents and rejects that match go.
   *
   * `before` takes only what was settled before that time: events whose owner's side and every sink's side had ended by then
   * (dead and unknown ones have not: they wait for a person; awaited ones have not either), the notices that had, documents nothing newer is
   * known of, rejects, silences that had ended; answers whose time is over.
   *
   * `person` is an address. It takes every event that names it anywhere (actor, owner, issuer, raw record …) or whose recipient it
   * is, also what is open: that becomes held{purged} or skipped{purged} and leaves its delivery; a delivery without any
   * event left ends as discarded. Other recipients' notices that told of the person lose content and subject and keep their
   * recipient; a claimed one that was not begun is taken from its holder, one that was begun may end; both are built anew if
   * they are tried again. Documents lose the fields that name the person, silences on the person and answers that name him go, in free text
   * the address is replaced. Afterwards no file of the store holds the address.
   */
  purge(scope: PurgeScope, now: number, dryRun: boolean): Promise<PurgeResult>;
  /** Forgets the kept rejected records; says how many. */
  clearRejected(): Promise<number>;
}
