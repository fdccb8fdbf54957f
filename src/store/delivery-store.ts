import type { StoredEvent } from "./collect-store.ts";
import type { Recipient } from "./dispatch-store.ts";
import type { Holder } from "./lease.ts";

/**
 * `open` not claimed yet · `claimed` somebody is at it · `retry` to be tried again · `delivered` · `dead` given up or
 * refused for good, kept for a person · `unknown` nobody can say whether it arrived · `discarded` by a person.
 */
export type DeliveryState = "open" | "claimed" | "retry" | "delivered" | "dead" | "unknown" | "discarded";

export type DeliveryKind = "notice" | "batch";

/** At most `count` within any `perMs`. */
export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
}

/** A provider's limits, kept for all instances by rows in the store. `resource` is what the provider counts by, e.g. a mailbox. */
export interface Pacing {
  readonly resource: string;
  readonly limits: readonly RateLimit[];
  /** The most deliveries of one channel that are claimed at a time, by whatever instance; no limit if absent. */
  readonly concurrent?: number;
}

export interface ClaimRequest {
  readonly kind: DeliveryKind;
  /** The notifier's or sink's configured name. */
  readonly channel: string;
  readonly now: number;
  /** Only what was due by then is claimed; `now` if absent. */
  readonly dueBy?: number;
  readonly limit: number;
  readonly holder: Holder;
  readonly leaseMs: number;
  readonly isDead: (holder: Holder) => boolean;
  /** Slots are taken in the claim's transaction, one a delivery; fewer are claimed when fewer are free. */
  readonly pacing: Pacing | null;
}

/** A delivery this process may work on until `leaseExpiresAt`. */
export interface ClaimedDelivery {
  readonly seq: number;
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly channel: string;
  readonly reference: string | null;
  readonly recipient: Recipient | null;
  /** Grows with each claim; every later step must name it. */
  readonly token: number;
  readonly leaseExpiresAt: number;
  /** Attempts begun since it was opened or a person last retried it, this claim's and free ones not counted. */
  readonly attempts: number;
  /** True if an attempt was ever begun, also before a person retried it: whoever it is for may hold some of it already. */
  readonly isRepeat: boolean;
  /** True if an attempt was begun and never settled, or ended as unknown and a person retries it: ask what became of it before sending again. */
  readonly unsettled: boolean;
  /** When the unsettled attempt was begun; null if there is none, or a person retries one that ended. */
  readonly begunAt: number | null;
  /** Frozen content of an earlier claim, byte for byte; null if none was frozen. */
  readonly content: Uint8Array | null;
  /** What the notifier or sink asked to be remembered of this delivery. */
  readonly state: string | null;
  readonly memberCount: number;
}

export interface ClaimAnswer {
  readonly claimed: readonly ClaimedDelivery[];
  /**
   * When the next delivery of this channel could be claimed (due, back-off ended, slot free, lease expired, the claims of this answer
   * included); `now` if more is due than was asked for; null if there is none. What is held, or was never scheduled, has no time.
   */
  readonly nextAt: number | null;
}

/** One (actor, document) group of a notice's events. */
export interface NoticeThread {
  readonly thread: string;
  readonly attempts: number;
  /** Event times, milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Its newest event; of several in one second the one whose row-id sorts last (without ids the one stored last), so that the order of reading does not show. */
  readonly newest: StoredEvent;
}

/** What is kept from its recipient beside a notice. */
export interface HeldBack {
  /** Events of the recipient held until their thread may be repeated. */
  readonly repeat: number;
  /** Events of the recipient hidden by silences up to this notice's claim and not told in an earlier delivered notice. */
  readonly silenced: number;
}

export interface LastNotice {
  readonly at: number;
  readonly reference: string;
}

/** The members of a claimed notice, grouped. */
export interface NoticeMembers {
  readonly threads: readonly NoticeThread[];
  /** Threads and events beyond the asked limit. */
  readonly moreThreads: number;
  readonly moreAttempts: number;
  readonly heldBack: HeldBack;
  readonly last: LastNotice | null;
}

export interface Freeze {
  readonly seq: number;
  readonly token: number;
  readonly now: number;
  /** What will be sent, byte for byte, at every try. */
  readonly content: Uint8Array;
  readonly subject: string;
  /** Threads told by name; the others are covered. */
  readonly told: readonly string[];
  /** What the leak scan replaced or found, for `explain`; empty if nothing. */
  readonly notes: readonly string[];
}

/** How an attempt ended, as the store keeps it. */
export type Settlement = {
  readonly seq: number;
  readonly token: number;
  readonly now: number;
  /** Kept for the notifier or sink; undefined leaves it as it was. */
  readonly state?: string;
  /** State of the whole channel (a file's committed offset), stored in the same transaction. */
  readonly channelState?: string;
} & (
  | { readonly status: "delivered"; readonly providerReference?: string; readonly items?: readonly ItemResult[] }
  | {
      readonly status: "retry";
      readonly reason: string;
      readonly detail?: string;
      readonly at: number;
      /** True: the attempt is kept and not counted among those the delivery may have (`ClaimedDelivery.attempts`). */
      readonly isFree?: boolean;
    }
  | { readonly status: "dead"; readonly reason: string; readonly detail?: string }
  | { readonly status: "unknown"; readonly reason: string; readonly detail?: string }
  /** Nobody can say yet what became of the attempt: it stays unsettled, and is asked about again at that time. */
  | { readonly status: "deferred"; readonly reason: string; readonly at: number }
  /**
   * Given back untouched: no attempt is counted, one that was begun is taken back. If none was ever made the notice is open again, as if
   * never claimed (frozen content and thread times included), unless a newer one is open for its recipient.
   */
  | { readonly status: "released" }
);

/** A batch's item that was refused while the rest was delivered; items not named were delivered. */
export interface ItemResult {
  readonly seq: number;
  readonly status: "dead";
  readonly reason: string;
}

export interface DeliveryStore {
  /**
   * Claims deliveries that are due: open ones past `dueAt` without hold (a batch is due at once), ones whose back-off
   * has ended, and claimed ones whose lease expired or whose holder is dead (these as if `released`, but keeping an
   * attempt that was begun); in order of due time, then `seq`. An open notice waits while another one to the same recipient on
   * the same channel is claimed or in retry. Claiming a notice moves its threads' times (`threadTimes`) to its newest events.
   */
  claimDeliveries(request: ClaimRequest): Promise<ClaimAnswer>;
  /**
   * Takes one slot of a provider's limits beside those a claim takes: for a further request within an attempt. Null if it was taken, else when
   * one will be free (under a limit that allows none ever: when its window has passed, to be asked again).
   */
  takeSlot(pacing: Pacing, now: number): Promise<number | null>;
  /** Extends the leases of claimed deliveries; says which (by seq) were lost. */
  renewClaims(
    claims: readonly { readonly seq: number; readonly token: number }[],
    now: number,
    leaseMs: number,
  ): Promise<readonly number[]>;
  /** A notice's members, at most `limit` threads, ordered by first time, then thread; of an open one those it has now. */
  noticeMembers(seq: number, limit: number): Promise<NoticeMembers>;
  /** A delivery's events with `seq` above `after`, in order: all of a notice's members, or a batch's that are to be sent. */
  deliveryEvents(deliverySeq: number, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Freezes the content of claimed notices; what is frozen already stays. LEASE_LOST, and nothing stored, for a token that is no longer current. */
  freezeNotices(freezes: readonly Freeze[]): Promise<void>;
  /** Records that attempts begin, before anything is sent; an earlier unsettled one ends as `unknown`. LEASE_LOST if a claim was taken over. */
  beginAttempts(claims: readonly { readonly seq: number; readonly token: number }[], now: number): Promise<void>;
  /** Keeps what a notifier or sink must remember in the middle of an attempt (a draft's id). */
  rememberState(seq: number, token: number, state: string): Promise<void>;
  /** The channel's own state, e.g. a file's committed offset; null if none. */
  channelState(channel: string): Promise<string | null>;
  /**
   * Ends attempts: result, attempt record, books and channel state in one transaction. LEASE_LOST, and nothing stored, for a token that is
   * no longer current. Settling without an attempt begun is allowed: a reconciled delivery, a message that may not be sent.
   * The slots of `resource` that were taken when they were claimed, and those that `takeSlot` took at `slots`, count from now on, because that
   * is when the provider may have seen the requests.
   */
  settle(settlements: readonly Settlement[], resource?: string, slots?: readonly number[]): Promise<void>;
}
