/** Sinks reach machines: the security team's tools, told fully. Retry, pacing and logging wrap them from outside (`delivery/`). */
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { Microsoft } from "../microsoft/microsoft.ts";
import type { CheckFinding } from "../platform/check-finding.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** A batch of events in the order they were stored. The same events at every try. */
export interface SinkBatch {
  readonly deliveryId: string;
  readonly events: readonly { readonly seq: number; readonly event: DeniedEvent }[];
  /** What the catalogue knows by now, by content id. It may know more at a later try. */
  readonly documents: ReadonlyMap<string, DocumentRecord>;
  /** True if an attempt was made before, so that the target may hold some of the events already. */
  readonly isRepeat: boolean;
  /** True for `send-test`: what the target gets is marked as a test. */
  readonly isTest?: true;
}

/** How one batch ended. `items` names the events that were refused for good while the rest was taken. */
export type BatchResult =
  | {
      readonly status: "delivered";
      readonly items?: readonly { readonly seq: number; readonly reason: string }[];
      /** The channel's new state (a file's offset), stored in the transaction that settles the batch. */
      readonly channelState?: string;
    }
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
      /** For the administrator: what to do about it. A run says it once, however many batches there are. */
      readonly advice?: string;
    }
  | { readonly status: "rejected"; readonly reason: string; readonly detail?: string; readonly advice?: string }
  | { readonly status: "unknown"; readonly reason: string; readonly detail?: string };

/** What a sink may ask of the store, by way of delivery. */
export interface SinkPort {
  /** The channel's state as settled last, or null. */
  channelState(): Promise<string | null>;
  /**
   * Takes one more slot of the sink's pacing, for a request beside the one each batch has. Null if it was taken, else milliseconds until one is
   * free: then the batch is given back as `retry`.
   */
  takeSlot(): Promise<number | null>;
}

export interface Sink {
  /**
   * Sends batches in order, one result each. When it gives an earlier one `retry`, later ones may be given back unsent as `retry` too.
   * A target that recognises repeats or can be asked makes this exactly-once; otherwise the sink's README says at-least-once.
   */
  send(batches: readonly SinkBatch[], port: SinkPort, signal: AbortSignal): Promise<readonly BatchResult[]>;
  close(): Promise<void>;
}

export interface SinkPacing {
  readonly resource: string;
  readonly limits: readonly { readonly count: number; readonly perMs: number }[];
}

export interface SinkSettings {
  readonly name: string;
  readonly baseDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Microsoft's side; nothing happens before it is asked. */
  readonly microsoft: Microsoft;
}

export interface SinkDefinition<C> {
  readonly type: string;
  /** The most events one batch may hold. */
  batchSize(config: C): number;
  /** True if only one process at a time may send (a file with one writer): delivery holds a lease for it. */
  readonly singleWriter: boolean;
  pacing(config: C): SinkPacing | null;
  /** Why nothing of this event is sent to the target, as a stable name in kebab case, or null to send it. Decided once, at dispatch; pure. */
  skips(config: C, event: DeniedEvent): string | null;
  /** What would be sent for this batch, as a file a person can read: `extension` e.g. `json`. Pure. */
  preview(config: C, batch: SinkBatch): { readonly extension: string; readonly content: string };
  create(config: C, settings: SinkSettings): Sink;
  /** Reaches the target without sending anything, and says what is well and what is not. Never throws for what it finds. */
  check(config: C, settings: SinkSettings, signal: AbortSignal): AsyncIterable<CheckFinding>;
}
