/**
 * Notifiers reach people. They are handed a finished message and know nothing of events: this folder cannot reach
 * `event/`, not even as a type. Retry, time limits, pacing and logging wrap them from outside (`delivery/`).
 */
import type { Microsoft } from "../microsoft/microsoft.ts";
import type { CheckFinding } from "../platform/check-finding.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** A message, frozen: the same bytes at every try. */
export interface OutgoingMessage {
  readonly deliveryId: string;
  readonly reference: string;
  /** The one recipient's address. */
  readonly recipient: string;
  /** The Message-ID header's value, with angle brackets; the same at every try. */
  readonly messageId: string;
  /** The whole message (RFC 5322). */
  readonly mime: Uint8Array;
}

/** How an attempt ended. `unknown`: it may have arrived, and nobody can say. */
export type SendResult =
  | { readonly status: "delivered"; readonly providerReference?: string }
  | {
      readonly status: "retry";
      readonly reason: string;
      readonly detail?: string;
      /** What the provider asks for, of the whole channel: nothing more is sent through it before. */
      readonly retryAfterMs?: number;
      /**
       * True for what a person must mend (a permission, a credential, a name in the configuration): no number of tries makes it a dead letter, and
       * it is tried again at the longest interval.
       */
      readonly untilMended?: true;
    }
  | { readonly status: "rejected"; readonly reason: string; readonly detail?: string }
  | { readonly status: "unknown"; readonly reason: string; readonly detail?: string };

/**
 * What became of an attempt that was begun and never settled. `later`: nobody can say yet, and it may be asked again after that time;
 * nothing is sent until then. A notifier says `later` only for a bounded time, then `unknown`.
 */
export type Reconciliation =
  | { readonly status: "delivered" | "not-delivered" | "unknown" }
  | { readonly status: "later"; readonly reason: string; readonly afterMs: number };

/**
 * What a notifier must remember between steps of one delivery; survives a crash. Something must be remembered before anything can reach
 * the recipient, and it must name the notifier and its provider's place: a message may be asked about after the configuration was changed.
 */
export interface DeliveryMemory {
  /** What was remembered last, or null. */
  readonly value: string | null;
  /** Kept durably before it resolves. */
  remember(value: string): Promise<void>;
}

export interface Notifier {
  /** Sends once. Never throws for what the provider does; a thrown error counts as `unknown`. */
  send(message: OutgoingMessage, memory: DeliveryMemory, signal: AbortSignal): Promise<SendResult>;
  /** Asks what became of an attempt that was cut off. `unknown` if the memory is another notifier's, or speaks of another place. */
  reconcile(message: OutgoingMessage, memory: DeliveryMemory, signal: AbortSignal): Promise<Reconciliation>;
  /** Ends connections. */
  close(): Promise<void>;
}

/** A provider's limits; `resource` is what it counts by (a mailbox). */
export interface NotifierPacing {
  readonly resource: string;
  readonly limits: readonly { readonly count: number; readonly perMs: number }[];
  /** The most messages under way at a time, of all instances together; no limit if absent. */
  readonly concurrent?: number;
}

export interface NotifierSettings {
  readonly name: string;
  readonly baseDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Microsoft's side; nothing happens before it is asked. */
  readonly microsoft: Microsoft;
  /** More certificate authorities to trust, PEM; null for none. */
  readonly ca: string | null;
}

export interface NotifierDefinition<C> {
  readonly type: string;
  /** The sender address the configuration names, or null. */
  from(config: C): string | null;
  /** Where answers go, if the configuration names another address than the sender's, or null. */
  replyTo(config: C): string | null;
  pacing(config: C): NotifierPacing | null;
  create(config: C, settings: NotifierSettings): Notifier;
  /** Reaches the provider without sending anything to anybody, and says what is well and what is not. Never throws for what it finds. */
  check(config: C, settings: NotifierSettings, signal: AbortSignal): AsyncIterable<CheckFinding>;
}
