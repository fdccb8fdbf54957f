/**
 * Asks the directory within the time there is: a question that fails is asked again a few times and costs nobody else more than that; a
 * directory that is away as a whole, or asks to be left alone for longer, is not asked again in this run.
 */
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { StepMemory } from "../owner-step.ts";
import {
  type DirectoryPermission,
  type DirectoryTrouble,
  interrupted,
  outOfTime,
  stillThrottled,
} from "./directory-trouble.ts";
import { anybody, anyGroup, type Question } from "./questions.ts";
import { type Attempt, type Failure, failure, sendQuestion } from "./send-question.ts";

/** How long a slow directory may take for one answer. */
const TIMEOUT_MS = 15_000;
/** What is waited before a question is asked again; asked as many times as that and once. */
const PAUSES_MS = [500, 1_000, 2_000] as const;
/** Tries that a time-out counts for: who has waited so long need not wait as often. */
const TIME_OUT_TRIES = 2;
/** After so many questions that failed by themselves the next ones that do are asked twice at most. */
const SEVERAL = 5;
/** So many different questions without an answer in a row, and it is looked at whether the directory answers anything. */
const SUSPICIOUS = 3;
/** Under what it is remembered until when the directory asks to be left alone, milliseconds since 1970. */
export const PAUSED_KEY = "v1/paused-until";
/** Longer is not believed; so long is what `retryAfter` cuts to. */
const LONGEST_PAUSE_MS = 3_600_000;

/** What asking takes. */
export interface AskerSettings {
  readonly microsoft: Microsoft;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: StepMemory;
}

/** How long a question may be asked. */
export interface Asking {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** Asks one question; throws `DirectoryTrouble` if it is not answered. */
export type Ask = <T>(question: Question<T>, asking: Asking) => Promise<T>;

/** An asker for one run. */
export function createAsker({ microsoft, clock, logger, memory }: AskerSettings): Ask {
  /** Why nothing more is asked in this run. */
  let closed: DirectoryTrouble | null = null;
  /** All questions wait as long as the directory told one of them. */
  let pausedUntil = 0;
  /** What was asked without an answer since the last answer. */
  const unanswered = new Set<string>();
  /** How many questions failed while others were answered. */
  let failedAlone = 0;
  /** Permissions without which something was refused, and those with which something was read. */
  const forbidden = new Map<DirectoryPermission, DirectoryTrouble>();
  const granted = new Set<DirectoryPermission>();
  const tried = new Map<DirectoryPermission, Promise<void>>();
  let begun: Promise<void> | null = null;
  let looking: Promise<void> | null = null;

  /** Nothing more is asked in this run; nor in the next ones before the time the directory asked for is over. */
  async function close({ trouble, waitMs }: Pick<Failure, "trouble" | "waitMs">): Promise<void> {
    if (closed !== null) return;
    closed = trouble;
    logger.warn({ outcome: trouble.outcome }, "directory.given-up");
    if (waitMs > 0) await memory.remember(PAUSED_KEY, String(clock.now() + waitMs), waitMs);
  }

  /** An earlier run may have been asked to wait for longer than it could. */
  async function begin(deadline: number): Promise<void> {
    const until = Number((await memory.recall(PAUSED_KEY)) ?? Number.NaN);
    const ms = until - clock.now();
    if (!(ms > 0 && ms <= LONGEST_PAUSE_MS)) return;
    if (until > deadline) await close({ trouble: stillThrottled(), waitMs: 0 });
    else pausedUntil = until;
  }

  async function once<T>(question: Question<T>, { signal, deadline }: Asking): Promise<Attempt<T>> {
    // While one waited, another may have been told to wait longer.
    for (;;) {
      const waitMs = Math.min(pausedUntil, deadline) - clock.now();
      if (!(waitMs > 0) || signal.aborted || closed !== null) break;
      await clock.sleep(waitMs, signal);
    }
    const refusal = closed ?? forbidden.get(question.permission);
    if (refusal) return failure(refusal, "give-up");
    if (signal.aborted) return failure(interrupted(), "give-up");
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) return failure(outOfTime(), "give-up");
    const timeoutMs = Math.min(TIMEOUT_MS, leftMs);
    const attempt = await sendQuestion(question, { microsoft, clock, signal, timeoutMs });
    if ("value" in attempt) {
      unanswered.clear();
      granted.add(question.permission);
      return attempt;
    }
    const until = clock.now() + attempt.waitMs;
    if (attempt.next === "hopeless" || (attempt.waitMs > 0 && until > deadline)) await close(attempt);
    else if (attempt.waitMs > 0) pausedUntil = Math.max(pausedUntil, until);
    return attempt;
  }

  /** Asks again after trouble, as often as it may be tried. */
  async function insist<T>(
    question: Question<T>,
    asking: Asking,
    triesFor: (failed: Failure) => number,
    onFailure: () => Promise<void> = async () => {},
  ): Promise<Attempt<T>> {
    let tries = 0;
    for (const pauseMs of [...PAUSES_MS, 0]) {
      const attempt = await once(question, asking);
      if ("value" in attempt || attempt.next !== "again") return attempt;
      await onFailure();
      tries += attempt.isTimeOut ? TIME_OUT_TRIES : 1;
      const isOver = tries >= triesFor(attempt) || clock.now() + pauseMs >= asking.deadline;
      if (isOver || closed !== null) return closed === null ? attempt : failure(closed, "give-up");
      await clock.sleep(pauseMs, asking.signal);
    }
    throw new Error("The last try ends above.");
  }

  /** Whether the directory answers anything. All who wonder at once wait for one answer; nobody goes on asking what has failed meanwhile. */
  async function look(asking: Asking): Promise<void> {
    looking ??= lookFor(asking).finally(() => {
      looking = null;
    });
    await looking;
  }

  async function lookFor(asking: Asking): Promise<void> {
    const all = PAUSES_MS.length + 1;
    const attempt = await insist(anybody(), asking, ({ isTimeOut }) => (isTimeOut ? 1 : all));
    if (!("value" in attempt) && attempt.next === "again") await close(attempt);
    unanswered.clear();
  }

  /** A refusal of one question among others that are answered is its own; without a permission none of its kind is. */
  async function tryPermission(permission: DirectoryPermission, asking: Asking): Promise<void> {
    if (granted.has(permission)) return;
    const anything: Question<unknown> = permission === "User.Read.All" ? anybody() : anyGroup();
    const attempt = await once(anything, asking);
    if (!("value" in attempt) && attempt.next === "forbidden") forbidden.set(permission, attempt.trouble);
  }

  return async function ask(question, asking) {
    begun ??= begin(asking.deadline);
    await begun;
    const tries = failedAlone < SEVERAL ? PAUSES_MS.length + 1 : 2;
    const attempt = await insist(
      question,
      asking,
      () => tries,
      async () => {
        unanswered.add(question.path);
        if (unanswered.size >= SUSPICIOUS) await look(asking);
      },
    );
    if ("value" in attempt) return attempt.value;
    if (attempt.next === "forbidden") {
      const { permission } = question;
      if (!tried.has(permission)) tried.set(permission, tryPermission(permission, asking));
      await tried.get(permission);
    }
    if (attempt.next === "again") failedAlone += 1;
    throw attempt.trouble;
  };
}
