import { classify } from "../../microsoft/classify.ts";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type DirectoryTrouble, interrupted, isHopeless, nameTrouble, wrongAnswer } from "./directory-trouble.ts";
import type { Question } from "./questions.ts";

/** A request that brought no answer. */
export interface Failure {
  readonly trouble: DirectoryTrouble;
  /**
   * `again`: the same question may be asked again. `give-up`: it may not, others may. `forbidden`: it may not be asked without a permission.
   * `hopeless`: no question is answered before a person acts.
   */
  readonly next: "again" | "give-up" | "forbidden" | "hopeless";
  /** How long the directory asks to be left alone; 0 if it does not say. */
  readonly waitMs: number;
  readonly isTimeOut: boolean;
}

/** What became of one request. */
export type Attempt<T> = { readonly value: T } | Failure;

/** What a request takes. */
interface SendSettings {
  readonly microsoft: Microsoft;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Asks once, and says what came of it. */
export async function sendQuestion<T>(question: Question<T>, settings: SendSettings): Promise<Attempt<T>> {
  const { path, endpoint, permission, headers = {}, read, absent, refused } = question;
  const { microsoft, clock, signal, timeoutMs } = settings;
  const outcome = await microsoft.request({ api: "graph", method: "GET", path, headers, signal, timeoutMs });
  if (outcome.kind === "failed" && (outcome.reason === "aborted" || signal.aborted))
    return failure(interrupted(), "give-up");
  const verdict = classify(endpoint, outcome, clock.now());
  if (verdict.kind === "done" && outcome.kind === "answer")
    return read(parse(outcome.text)) ?? failure(wrongAnswer(), "again");
  if (verdict.kind === "absent" && absent) return absent;
  if (verdict.kind === "reject" && refused) return refused;
  if (verdict.kind === "done") throw new Error("A request that failed cannot be done.");
  const trouble = nameTrouble(verdict, outcome, permission);
  if (verdict.kind === "reject") return failure(trouble, "give-up");
  if (trouble.outcome === "directory-permission-missing") return failure(trouble, "forbidden");
  if (isHopeless(verdict.reason)) return failure(trouble, "hopeless");
  return {
    ...failure(trouble, "again"),
    waitMs: verdict.kind === "retry" ? (verdict.retryAfterMs ?? 0) : 0,
    isTimeOut: outcome.kind === "failed" && outcome.reason === "timed-out",
  };
}

/** A failure after which nothing need be waited for. */
export function failure(trouble: DirectoryTrouble, next: Failure["next"]): Failure {
  return { trouble, next, waitMs: 0, isTimeOut: false };
}

/** The body as JSON; what is none (a proxy's page, half an answer) is read by no question. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
