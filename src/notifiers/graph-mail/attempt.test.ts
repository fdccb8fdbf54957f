import { describe, expect, it } from "vitest";
import { classify } from "../../microsoft/classify.ts";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { retryAfter } from "./attempt.ts";

const answer = (status: number, code?: string): ApiOutcome => ({
  kind: "answer",
  status,
  headers: new Map(),
  text: code === undefined ? "" : JSON.stringify({ error: { code, message: "No." } }),
});
const failed = (reason: "credential-refused" | "login-unreachable" | "credential-unreadable"): ApiOutcome => ({
  kind: "failed",
  reason,
  sent: false,
});

describe("a failure that a person must mend", () => {
  it.each<[string, ApiOutcome, boolean]>([
    ["permission-missing", answer(403, "ErrorAccessDenied"), true],
    ["sender-not-allowed", answer(403, "ErrorSendAsDenied"), true],
    ["token-refused", answer(401), true],
    ["mailbox-not-found", answer(404, "ErrorInvalidUser"), true],
    ["credential-refused", failed("credential-refused"), true],
    ["credential-unreadable", failed("credential-unreadable"), true],
    ["login-unreachable", failed("login-unreachable"), false],
    ["throttled", answer(429), false],
    ["mailbox-full", answer(403, "ErrorQuotaExceeded"), false],
  ])("is told from one that passes: %s", (reason, outcome, isMarked) => {
    const verdict = classify("mail-draft-create", outcome, 0);
    if (verdict.kind === "done") throw new Error("It was done.");

    expect(retryAfter(verdict)).toMatchObject({ status: "retry", reason });
    expect("untilMended" in retryAfter(verdict)).toBe(isMarked);
  });
});
