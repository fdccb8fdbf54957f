/**
 * Who is responsible for a document: a ladder of steps, tried in order, first answer wins. Each step's outcome is kept, so that
 * `explain` can say why somebody was written to.
 */
import type { Microsoft } from "../microsoft/microsoft.ts";
import type { CheckFinding } from "../platform/check-finding.ts";
import type { RecipientRole } from "../platform/recipient-role.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What a step is asked. */
export interface OwnerQuestion {
  /** The owner as recorded (hostile), or as the catalogue knows it; undefined if nobody knows. */
  readonly recorded: string | undefined;
  /** Our own domains in lower case; empty if not configured. */
  readonly domains: readonly string[];
  /**
   * The outcome of an earlier step that knows this owner and knows that he must not be written to (he has left, he is not in a directory that
   * holds everybody); null if none did. A step that would only take the record at its word answers `owner-ruled-out` then.
   */
  readonly ruledOut: string | null;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
  /** When asking should end, milliseconds since 1970; a step that cannot answer by then says unavailable. */
  readonly deadline: number;
}

export type OwnerAnswer =
  | {
      readonly found: true;
      /** One valid address, lower case. */
      readonly address: string;
      /** `owner`, or as whom somebody gets it because the owner cannot be reached. */
      readonly role: RecipientRole;
      /** All addresses of the owner the step knows of, lower case, to know his own attempts; of anybody else none. */
      readonly aliases: readonly string[];
      /** Named, e.g. `recorded`, `directory-alias`. */
      readonly outcome: string;
    }
  | {
      readonly found: false;
      /** Names why not, e.g. `owner-blank`, `owner-several-addresses`, `owner-service-principal`, `owner-disabled`. The same by every step. */
      readonly outcome: string;
      /** Addresses of an owner who is known and cannot be written to. */
      readonly aliases?: readonly string[];
      /** True if the step knows that this owner must not be written to at the recorded address, whatever another step would believe. */
      readonly ruledOut?: true;
    }
  | {
      /**
       * Nobody can be asked at the moment (an outage, throttling, a missing permission, an answer that cannot be right): whoever it is for is
       * not known, so nobody else is told in his stead. No later step is asked, and the event is decided again at a later dispatch.
       */
      readonly found: "unavailable";
      /** Names why, e.g. `directory-unavailable`, `directory-throttled`, `directory-permission-missing`. */
      readonly outcome: string;
      /** One sentence for the administrator: what to do. */
      readonly advice: string;
    };

export interface OwnerStep {
  /** What `explain` calls it, e.g. `directory-file`. */
  readonly name: string;
  find(question: OwnerQuestion): Promise<OwnerAnswer>;
}

/**
 * What a step remembers between runs; kept by the store, forgotten when its time is over or a purge names it. Each kind of step has a memory of
 * its own for each tenant. Cloud and endpoints are no part of it: a tenant lives in one cloud, and however it is reached it is the same.
 */
export interface StepMemory {
  /** Null if nothing is remembered, or its time is over. */
  recall(key: string): Promise<string | null>;
  remember(key: string, value: string, lifetimeMs: number): Promise<void>;
}

export interface OwnerStepSettings {
  readonly baseDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Microsoft's side; nothing happens before it is asked. */
  readonly microsoft: Microsoft;
  readonly memory: StepMemory;
}

export interface OwnerStepDefinition<C> {
  readonly type: string;
  create(config: C, settings: OwnerStepSettings): OwnerStep;
  /** Reaches what the step asks, and says what is well and what is not; nothing where it asks nobody. Never throws for what it finds. */
  check(config: C, settings: OwnerStepSettings, signal: AbortSignal): AsyncIterable<CheckFinding>;
}
