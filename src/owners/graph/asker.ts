/**
 * Asks the directory politely: few requests at a time, again after trouble and only when it may be asked, not longer than a run can bear,
 * and never again in this run once it was clear that nobody answers.
 */
import { classify } from "../../microsoft/classify.ts";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { StepMemory } from "../owner-step.ts";
import {
  type DirectoryPermission,
  type DirectoryTrouble,
  interrupted,
  isHopeless,
  nameTrouble,
  stillThrottled,
  wrongAnswer,
} from "./directory-trouble.ts";
import { createPatience } from "./patience.ts";
import { anybody, type Question } from "./questions.ts";
import { createSlots } from "./slots.ts";

/** Far below what the directory allows; a run has other things to do than to ask faster. */
const AT_ONCE = 4;
/** How long a slow directory may take for one answer. */
const TIMEOUT_MS = 15_000;
/** What is waited after each try that came to nothing, unless the directory says how long; as many tries as that and one. */
const PAUSES_MS = [500, 1_000, 2_000] as const;
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

/** Asks one question; throws `DirectoryTrouble` if it is not answered. */
export type Ask = <T>(question: Question<T>, signal: AbortSignal) => Promise<T>;

/** A request that brought no answer. */
interface Failure {
  readonly trouble: DirectoryTrouble;
  /**
   * `again`: the same question may be asked again. `give-up`: it may not, others may. `no-permission`: nor may others that need this permission.
   * `close`: nothing more is asked in this run.
   */
  readonly next: "again" | "give-up" | "no-permission" | "close";
  /** How long the directory asks to be left alone; 0 if it does not say. */
  readonly waitMs: number;
}

type Attempt<T> = { readonly value: T } | Failure;

/** An asker for one run. */
export function createAsker({ microsoft, clock, logger, memory }: AskerSettings): Ask {
  const inSlot = createSlots(AT_ONCE);
  const patience = createPatience(clock);
  const forbidden = new Map<DirectoryPermission, DirectoryTrouble>();
  let closed: DirectoryTrouble | null = null;
  let begun: Promise<void> | null = null;

  /** Nothing more is asked in this run; nor in the next ones before the time the directory asked for is over. */
  async function close({ trouble, waitMs }: Pick<Failure, "trouble" | "waitMs">): Promise<DirectoryTrouble> {
    if (closed === null) {
      closed = trouble;
      logger.warn({ outcome: trouble.outcome }, "directory.given-up");
      if (waitMs > 0) await memory.remember(PAUSED_KEY, String(clock.now() + waitMs), waitMs);
    }
    return trouble;
  }

  /** An earlier run may have been asked to wait for longer than it could. */
  async function begin(): Promise<void> {
    const until = Number((await memory.recall(PAUSED_KEY)) ?? Number.NaN);
    const ms = until - clock.now();
    if (!(ms > 0 && ms <= LONGEST_PAUSE_MS) || patience.pause(ms)) return;
    await close({ trouble: stillThrottled(), waitMs: 0 });
  }

  async function once<T>(question: Question<T>, signal: AbortSignal): Promise<Attempt<T>> {
    await patience.ready(signal);
    const refusal = closed ?? forbidden.get(question.permission);
    if (refusal) return { trouble: refusal, next: "give-up", waitMs: 0 };
    if (signal.aborted) return { trouble: interrupted(), next: "give-up", waitMs: 0 };
    const startedAt = clock.now();
    const attempt = await send(question, signal);
    if ("trouble" in attempt && attempt.next !== "give-up") patience.lost(startedAt);
    return attempt;
  }

  async function send<T>(question: Question<T>, signal: AbortSignal): Promise<Attempt<T>> {
    const { path, endpoint, permission, headers = {}, read, absent, refused } = question;
    const request = { api: "graph", method: "GET", path, headers, signal, timeoutMs: TIMEOUT_MS } as const;
    const outcome = await microsoft.request(request);
    if (outcome.kind === "failed" && (outcome.reason === "aborted" || signal.aborted))
      return { trouble: interrupted(), next: "give-up", waitMs: 0 };
    const verdict = classify(endpoint, outcome, clock.now());
    if (verdict.kind === "done" && outcome.kind === "answer")
      return read(parse(outcome.text)) ?? { trouble: wrongAnswer(), next: "again", waitMs: 0 };
    if (verdict.kind === "absent" && absent) return absent;
    if (verdict.kind === "reject" && refused) return refused;
    if (verdict.kind === "done") throw new Error("A request that failed cannot be done.");
    const trouble = nameTrouble(verdict, outcome, permission);
    if (verdict.kind === "reject") return { trouble, next: "give-up", waitMs: 0 };
    if (trouble.outcome === "directory-permission-missing") return { trouble, next: "no-permission", waitMs: 0 };
    const waitMs = verdict.kind === "retry" ? (verdict.retryAfterMs ?? 0) : 0;
    return { trouble, next: isHopeless(verdict.reason) ? "close" : "again", waitMs };
  }

  /** One question nobody can answer must not silence all others; a directory that answers nothing is not asked for them. */
  async function answersOthers(trouble: DirectoryTrouble, signal: AbortSignal): Promise<boolean> {
    if (trouble.outcome === "directory-throttled") return false;
    return "value" in (await inSlot(() => once(anybody(), signal)));
  }

  return async function ask(question, signal) {
    begun ??= begin();
    await begun;
    for (const pauseMs of [...PAUSES_MS, null]) {
      const attempt = await inSlot(() => once(question, signal));
      if ("value" in attempt) return attempt.value;
      const { trouble, next, waitMs } = attempt;
      if (next === "no-permission") forbidden.set(question.permission, trouble);
      if (next === "close") throw await close(attempt);
      if (next !== "again") throw trouble;
      if (pauseMs === null) throw (await answersOthers(trouble, signal)) ? trouble : await close(attempt);
      if (!patience.pause(Math.max(waitMs, pauseMs))) throw await close(attempt);
    }
    throw new Error("The last try ends above.");
  };
}

/** The body as JSON; what is none (a proxy's page, half an answer) is read by no question. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
