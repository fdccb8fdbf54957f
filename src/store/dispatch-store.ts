import type { DeniedEvent } from "../event/denied-event.ts";
import type { RecipientRole } from "../platform/recipient-role.ts";
import type { StoredEvent } from "./collect-store.ts";
import type { Lease } from "./lease.ts";

/** Whom a notice goes to. One recipient is one (address in lower case, role). */
export interface Recipient {
  readonly address: string;
  readonly role: RecipientRole;
}

/** One step of finding the owner, as it is stored and read back by `explain`. */
export interface ResolutionStep {
  readonly step: string;
  readonly outcome: string;
}

/** What dispatch decided about one event for its owner, with the reason's name. */
export type OwnerDecision =
  | {
      /** Joins the recipient's open notice. */
      readonly decision: "notify";
      readonly reason: string;
      readonly recipient: Recipient;
      readonly thread: string;
      readonly trail: readonly ResolutionStep[];
    }
  | {
      /** Held until its thread may be repeated, then joins the open notice by `releaseRepeats`. */
      readonly decision: "hold-until";
      readonly reason: "repeat";
      readonly until: number;
      readonly recipient: Recipient;
      readonly thread: string;
      readonly trail: readonly ResolutionStep[];
    }
  | {
      /**
       * Nobody could say whose it is (a directory that does not answer). Held under that reason, and decided again by `commitAwaited`; the
       * sinks get the event meanwhile.
       */
      readonly decision: "await";
      readonly reason: string;
      readonly trail: readonly ResolutionStep[];
    }
  | {
      /**
       * Held for good. `recipient` where one was found. Of reason `silence` and with a recipient it is counted for that
       * recipient's next notice (`HeldBack.silenced`); of any other reason it never shows there.
       */
      readonly decision: "hold";
      readonly reason: string;
      /** What `explain` adds, e.g. a silence's id. */
      readonly detail?: string;
      readonly recipient?: Recipient;
      readonly trail: readonly ResolutionStep[];
    };

export interface DispatchedEvent {
  readonly seq: number;
  readonly occurredAt: number;
  readonly owner: OwnerDecision;
  /**
   * Per sink: null to send, else the named reason for sending nothing. A sink that is missing gets nothing; if it is ever there
   * again its books count the event as skipped{sink-absent}, or skipped{before-sink} if it never was there before.
   */
  readonly sinks: { readonly [sink: string]: string | null };
}

/** Awaited events as they were decided at last. One that is again `await` goes on waiting, with its new reason, trail and time. */
export interface AwaitedCommit extends Pick<DispatchCommit, "lease" | "now" | "notifier" | "names"> {
  readonly events: readonly Omit<DispatchedEvent, "sinks">[];
}

/** How a new delivery is named; called by the store when it opens one. */
export interface DeliveryNames {
  /** A new delivery id. */
  readonly newId: () => string;
  /** Reference codes of an id, in order of preference; the first that is free is taken. */
  readonly references: (deliveryId: string) => Iterable<string>;
}

export interface DispatchCommit {
  readonly lease: Lease;
  readonly now: number;
  /** In order of `seq`, without gaps from the first undispatched event. */
  readonly events: readonly DispatchedEvent[];
  /** The notifier that notices go through; an open notice that events join moves to it, because nobody may serve its old one. */
  readonly notifier: string;
  /** Per sink, the most events one delivery may hold. */
  readonly batchSizes: { readonly [sink: string]: number };
  readonly names: DeliveryNames;
}

/** A notice nobody has claimed: everything due for its recipient joins it. A recipient has at most one. */
export interface OpenNotice {
  readonly seq: number;
  readonly id: string;
  readonly recipient: Recipient;
  /** Event time of its oldest member, milliseconds. */
  readonly oldestEventAt: number;
  readonly memberCount: number;
  /** When it falls due, or null when never decided yet. */
  readonly dueAt: number | null;
  /** Why it waits beyond its due time, or null. */
  readonly hold: string | null;
  /**
   * When notices to this recipient's address, in whatever role, were claimed since `recentSince`, oldest first; one that was claimed several
   * times counts with its last. Dead and discarded ones, and those given back unsent, do not count: nothing reached the recipient.
   */
  readonly recentClaims: readonly number[];
  /** The newest such claim, ever; null if there is none. */
  readonly lastClaimAt: number | null;
}

export interface NoticeSchedule {
  readonly seq: number;
  readonly dueAt: number;
  /** `cap` puts its members under held{cap} in the books; null under pending. */
  readonly hold: string | null;
}

export interface DispatchStore {
  /** Events not dispatched yet, oldest `seq` first. */
  undispatched(limit: number): Promise<readonly StoredEvent[]>;
  /** Newest event time (milliseconds) of each thread in the last claimed notice that held it, in the order asked; null where there is none. */
  threadTimes(
    threads: readonly { readonly recipient: Recipient; readonly thread: string }[],
  ): Promise<readonly (number | null)[]>;
  /**
   * Stores decisions and members in one transaction: notices are opened as needed and batches filled in order of `seq`.
   * The delivery of a sink holds consecutive events and is closed when full or when the commit ends; it is due at once.
   * Events that were purged since they were read are passed over. INTERNAL, and nothing stored, if any other undispatched event
   * before the last is left out: it would never be told.
   */
  commitDispatch(commit: DispatchCommit): Promise<void>;
  /** Moves up to `limit` events whose repeat hold ends at or before `until` into their recipients' open notices; says how many. */
  releaseRepeats(
    lease: Lease,
    until: number,
    now: number,
    limit: number,
    names: DeliveryNames,
    notifier: string,
  ): Promise<number>;
  /** Events whose owner is awaited, with `seq` above `after`, in order. */
  awaited(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Decides awaited events: as `commitDispatch` does, without the sinks. An event that is not awaited (any more) is left as it is. */
  commitAwaited(commit: AwaitedCommit): Promise<void>;
  /**
   * Holds for good, under `reason`, what still waits (in open notices, until it may be repeated, or for its owner to be found) and `matches`. A notice
   * left without members is over. What is claimed or being retried is frozen and not touched. Says how many events were held.
   */
  holdWaiting(lease: Lease, matches: (event: DeniedEvent) => boolean, reason: string, now: number): Promise<number>;
  /** Open notices with `seq` above `after`, in order. `recentSince` bounds `recentClaims`. */
  openNotices(after: number, limit: number, recentSince: number): Promise<readonly OpenNotice[]>;
  /** Stores when notices fall due; a change of hold is kept as a decision with its time. Notices no longer open are left as they are. */
  scheduleNotices(lease: Lease, schedules: readonly NoticeSchedule[], now: number): Promise<void>;
}
