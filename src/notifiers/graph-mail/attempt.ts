/** One message being sent or asked about: what both ways of sending work with. */
import type { Clock } from "../../runtime/clock.ts";
import type { DeliveryMemory, OutgoingMessage, Reconciliation, SendResult } from "../notifier.ts";
import type { Asked, Mailbox, NotDone } from "./mailbox.ts";
import type { DoubtfulNote } from "./note.ts";

/** What it takes to send one message. */
export interface Attempt {
  readonly mailbox: Mailbox;
  readonly message: OutgoingMessage;
  readonly memory: DeliveryMemory;
  readonly clock: Clock;
  /** Delivery's: once it aborts, nothing is done or remembered any more. */
  readonly signal: AbortSignal;
  /** Aborts earlier, so that what became of the last step is still learnt and remembered. For requests alone. */
  readonly limit: AbortSignal;
}

/** What it takes to ask about one message that may have been sent. */
export interface Question {
  readonly mailbox: Mailbox;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** A notifier that was told to stop says this, and does nothing more. */
export const STOPPED: SendResult = { status: "retry", reason: "stopped" };

/** The name of a permission that is missing, among the reasons of `src/microsoft/classify.ts`. */
export const PERMISSION_MISSING = "permission-missing";

/** After this time nobody will be able to say any more what became of a message: 3 days. */
const GIVE_UP_MS = 72 * 3_600_000;
/** A sent message is seen in Sent Items after seconds as a rule, now and then after minutes. */
const SHOWS_AFTER_MS = 5 * 60_000;
const FIRST_QUESTION_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Whether a step failed for want of a permission. Graph names a code; a gateway that forbids in its place does not. */
export function isForbidden(answer: Asked<unknown>): boolean {
  return answer.kind !== "done" && answer.reason === PERMISSION_MISSING && answer.detail !== undefined;
}

/** A failed step after which nothing can have reached the recipient. */
export function retryAfter(answer: NotDone): SendResult {
  const { reason, ...rest } = described(answer);
  const untilMended = needsMending(answer) ? ({ untilMended: true } as const) : {};
  return { status: "retry", reason, ...rest, ...untilMended };
}

/** Reasons of `src/microsoft/` that speak of the set-up, beside missing permissions. */
const OF_THE_SET_UP: readonly string[] = [
  "token-refused",
  "credential-refused",
  "credential-unavailable",
  "credential-unreadable",
  "mailbox-not-found",
];

/** Whether the failure is about how this mailbox is set up, and about no message: no number of tries makes that better. */
function needsMending(answer: NotDone): boolean {
  if (answer.kind !== "retry") return false;
  return answer.permission === true || OF_THE_SET_UP.includes(answer.reason);
}

/** The parts of a failed step that are told. */
export function described(answer: NotDone): {
  readonly reason: string;
  readonly detail?: string;
  readonly retryAfterMs?: number;
} {
  const { reason, detail } = answer;
  const retryAfterMs = answer.kind === "retry" ? answer.retryAfterMs : undefined;
  return {
    reason,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/**
 * The question could not be asked: again later, with growing pauses, for at most three days after the attempt. A time
 * of the attempt that lies further ahead than that is no time, but a clock that was wrong.
 */
export function askAgain(note: DoubtfulNote, answer: NotDone, { now }: Question): Reconciliation {
  const { reason, retryAfterMs = 0 } = described(answer);
  const left = note.at + GIVE_UP_MS - now;
  if (left <= 0 || isAhead(note, now)) return { status: "unknown" };
  return { status: "later", reason, afterMs: Math.min(Math.max(pause(note, now), retryAfterMs), left) };
}

/**
 * Nothing was found, which proves nothing while what was sent may not show yet: `answer` counts once that time has passed.
 */
export function onceItWouldShow(note: DoubtfulNote, answer: Reconciliation, { now }: Question): Reconciliation {
  const left = note.at + SHOWS_AFTER_MS - now;
  if (isAhead(note, now)) return { status: "unknown" };
  if (left <= 0) return answer;
  return { status: "later", reason: "not-found-yet", afterMs: Math.min(pause(note, now), left) };
}

/** Whether a message has been in doubt for as long as anybody asks about one. */
export function isGivenUp(since: number, now: number): boolean {
  return now - since >= GIVE_UP_MS;
}

/** As long again as was waited so far: a question soon, then ever fewer. */
function pause(note: DoubtfulNote, now: number): number {
  return Math.min(Math.max(now - note.at, FIRST_QUESTION_MS), LONGEST_PAUSE_MS);
}

function isAhead(note: DoubtfulNote, now: number): boolean {
  return note.at - now > GIVE_UP_MS;
}
