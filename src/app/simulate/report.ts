/** What a simulation says: `simulate --json` prints exactly this. Durations are whole seconds, times ISO 8601 UTC. */
import type { RecipientRole } from "../../platform/recipient-role.ts";
import type { OwnerBooks } from "../../store/operator-store.ts";
import type { LogCounts } from "./read-logs.ts";
import type { Spread } from "./spread.ts";

/** Refusals told after at most so many seconds, and longer than the bar before; null for any longer time. */
export interface DelayBar {
  readonly upToSeconds: number | null;
  readonly refusals: number;
}

/** One recipient of mails. */
export interface TopOwner {
  /** The address, or a number in its place. */
  readonly owner: string;
  readonly role: RecipientRole;
  readonly mails: number;
  readonly refusals: number;
  readonly mostInADay: number;
}

/** The limits that were tried, as a person writes them. */
export interface TriedLimits {
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  readonly maxPerOwnerPerDay: number;
  readonly every: string;
}

/** One configuration's month. */
export interface Side {
  readonly name: "A" | "B";
  /** The configuration file as it was named. */
  readonly config: string;
  readonly limits: TriedLimits;
  /** How long after it happened a refusal was seen; `day`: with the log of its UTC day. */
  readonly delay: string;
  /** What was supposed in the place of what a simulation may not ask; whole sentences. */
  readonly assumptions: readonly string[];
  readonly logs: LogCounts & { readonly new: number; readonly duplicate: number };
  readonly books: OwnerBooks;
  readonly mails: {
    readonly total: number;
    readonly owners: number;
    /** Mails to one owner on a UTC day on which he gets any. */
    readonly perOwnerAndDay: Spread | null;
    /** By UTC day; days without a mail are left out. */
    readonly days: readonly { readonly day: string; readonly mails: number }[];
    readonly busiestDay: { readonly day: string; readonly mails: number; readonly limit: number | null } | null;
    readonly busiestHour: { readonly startsAt: string; readonly mails: number; readonly limit: number | null } | null;
  };
  readonly delays: {
    /** From a refusal to the mail that tells it. */
    readonly fromRefusal: Spread | null;
    /** From the time it could be seen: the part that the limits decide. */
    readonly fromSight: Spread | null;
    readonly histogram: readonly DelayBar[];
  };
  /** Refusals that were put off by a limit and told later, by reason. */
  readonly heldForAWhile: { readonly [reason: string]: number };
  /** Who gets most mails, the first ones. */
  readonly topOwners: readonly TopOwner[];
}

/** The whole answer: one side, or two beside each other. */
export interface SimulationReport {
  /** The days of the first and the last refusal, UTC. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly sides: readonly Side[];
}
