/**
 * What an answer of the upload API means, whoever asked. In front of the API stands Azure API Management, which speaks for itself: its errors are
 * `{"statusCode", "message"}`, and how long it asks to wait stands in the message. Source: API Management, "rate-limit" and "quota" policies.
 */
import { classify, type Verdict } from "../../microsoft/classify.ts";
import type { ApiAnswer, ApiOutcome } from "../../microsoft/microsoft.ts";
import { parseObject } from "../../platform/parse-object.ts";

const LONGEST_WAIT_MS = 3_600_000;
const UNIT_MS: { readonly [unit: string]: number } = { second: 1_000, minute: 60_000, hour: 3_600_000 };
/** Longer texts are no message of a gateway. */
const LONGEST_MESSAGE = 10_000;

const TRY_AGAIN = /try again in (\d{1,6}) (second|minute|hour)s?/i;
/** With days, if there are any, as .NET writes a span of time. */
const REPLENISHED = /quota will be replenished in (?:(\d{1,3})\.)?(\d{1,2}):(\d{2}):(\d{2})/i;
const OUT_OF_QUOTA = /out of (?:call volume|bandwidth) quota/i;

/** Judges as everywhere, and by what stands in front of this API. */
export function judgeAnswer(outcome: ApiOutcome, now: number): Verdict {
  const verdict = classify("sentinel-upload", outcome, now);
  if (outcome.kind === "failed" || verdict.kind !== "retry") return verdict;
  if (outcome.status === 429 || isOutOfQuota(outcome)) return throttled(verdict.retryAfterMs, outcome.text);
  // A proxy's page knows nothing of roles.
  if (verdict.reason === "permission-missing" && outcome.text.trim() !== "" && !isObject(outcome.text))
    return { kind: "retry", reason: "unexpected-answer" };
  return verdict;
}

function isOutOfQuota({ status, text }: ApiAnswer): boolean {
  return status === 403 && isObject(text) && OUT_OF_QUOTA.test(text.slice(0, LONGEST_MESSAGE));
}

function isObject(text: string): boolean {
  return Object.keys(parseObject(text)).length > 0;
}

/** Header and message may differ: the longer wait is enough for both. */
function throttled(inHeader: number | undefined, text: string): Verdict {
  const waits = [inHeader, waitIn(text.slice(0, LONGEST_MESSAGE))].filter((wait) => wait !== undefined);
  return {
    kind: "retry",
    reason: "throttled",
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.min(Math.max(...waits), LONGEST_WAIT_MS) }),
  };
}

function waitIn(message: string): number | undefined {
  const [, count, unit = ""] = TRY_AGAIN.exec(message) ?? [];
  if (count !== undefined) return Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  const [span, days = 0, hours, minutes, seconds] = REPLENISHED.exec(message) ?? [];
  if (span === undefined) return undefined;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}
