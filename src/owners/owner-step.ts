/**
 * Who is responsible for a document: a ladder of steps, tried in order, first answer wins. Each step's outcome is kept, so that
 * `explain` can say why somebody was written to.
 */

import type { CheckFinding } from "../platform/check-finding.ts";

/** What a step is asked. */
export interface OwnerQuestion {
  /** The owner as recorded (hostile), or as the catalogue knows it; undefined if nobody knows. */
  readonly recorded: string | undefined;
  /** Our own domains in lower case; empty if not configured. */
  readonly domains: readonly string[];
}

export type OwnerAnswer =
  | {
      readonly found: true;
      /** One valid address, lower case. */
      readonly address: string;
      /** `owner`, or `stand-in` for somebody who gets it because the owner cannot be reached. */
      readonly role: "owner" | "stand-in";
      /** All addresses of the owner the step knows of, lower case, to know his own attempts; of a stand-in none. */
      readonly aliases: readonly string[];
      /** Named, e.g. `recorded`, `directory-alias`. */
      readonly outcome: string;
    }
  | {
      readonly found: false;
      /** Names why not, e.g. `owner-blank`, `owner-several-addresses`, `owner-service-principal`, `owner-disabled`. */
      readonly outcome: string;
      /** Addresses of an owner who is known and cannot be written to. */
      readonly aliases?: readonly string[];
    };

export interface OwnerStep {
  /** What `explain` calls it, e.g. `directory-file`. */
  readonly name: string;
  find(question: OwnerQuestion): Promise<OwnerAnswer>;
}

export interface OwnerStepSettings {
  readonly baseDir: string;
}

export interface OwnerStepDefinition<C> {
  readonly type: string;
  create(config: C, settings: OwnerStepSettings): OwnerStep;
  /** Reaches what the step asks, and says what is well and what is not; nothing where it asks nobody. Never throws for what it finds. */
  check(config: C, settings: OwnerStepSettings, signal: AbortSignal): AsyncIterable<CheckFinding>;
}
