import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { answerOf } from "./testdata/fake-sentinel.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function judged(status: number, message: string, headers: readonly (readonly [string, string])[] = []): unknown {
  return judgeAnswer(answerOf(status, { statusCode: status, message }, headers), NOW);
}

describe("a wait that is asked for", () => {
  it.each([
    ["Rate limit is exceeded. Try again in 37 seconds.", null, 37_000],
    ["Rate limit is exceeded. Try again in 1 second.", null, 1_000],
    ["Rate limit is exceeded. Try again in 10 minutes.", null, 600_000],
    ["Rate limit is exceeded. Try again in 1 hour.", null, 3_600_000],
    ["Rate limit is exceeded. Try again in 1800 seconds.", "5", 1_800_000],
    ["Rate limit is exceeded. Try again in 5 seconds.", "1800", 1_800_000],
    ["Rate limit is exceeded. Try again in 999999 minutes.", null, 3_600_000],
    ["Rate limit is exceeded.", "12", 12_000],
    ["Rate limit is exceeded.", null, undefined],
  ])("by a 429 is the longer one of message and header, an hour at most: %s %s", (message, header, wait) => {
    const verdict = { kind: "retry", reason: "throttled", ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    expect(judged(429, message, header === null ? [] : [["retry-after", header]])).toEqual(verdict);
  });

  it.each([
    ["Out of call volume quota. Quota will be replenished in 00:12:30.", 750_000],
    ["Out of bandwidth quota. Quota will be replenished in 00:00:09.", 9_000],
    ["Out of call volume quota. Quota will be replenished in 2.03:00:00.", 3_600_000],
    ["Out of call volume quota.", undefined],
  ])("by a 403 of a quota that is used up is no missing role: %s", (message, wait) => {
    const verdict = { kind: "retry", reason: "throttled", ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    expect(judged(403, message)).toEqual(verdict);
  });
});

describe("a 403", () => {
  it.each<[string, ApiOutcome, string]>([
    ["of the API", answerOf(403, { error: { code: "AuthorizationFailed", message: "No." } }), "permission-missing"],
    ["without a word", answerOf(403), "permission-missing"],
    ["of a proxy", answerOf(403, "<html>Out of call volume quota</html>"), "unexpected-answer"],
    ["of a token", answerOf(403, { error: { code: "InvalidAuthenticationToken" } }), "token-refused"],
  ])("%s", (_whose, outcome, reason) => {
    expect(judgeAnswer(outcome, NOW)).toMatchObject({ kind: "retry", reason });
  });
});
