import type { ApiAnswer, ApiFailure, ApiOutcome } from "./microsoft.ts";
import { readErrorCodes, readErrorMessage } from "./read-error-codes.ts";
import { retryAfter } from "./retry-after.ts";
import { ENDPOINT_RULES, type EndpointRules, type Meaning, type VerdictRule } from "./verdict-rules.ts";

/** The requests this product makes, by name. */
export type ClientEndpoint = keyof typeof ENDPOINT_RULES;

/**
 * What an outcome means. Reasons are stable names in kebab case. `detail` is the service's own code (`SemanticError`, `AADSTS7000222`).
 * `permission`: a permission is missing, so that nothing will change before a person acts. `unknown`: a mail may have left.
 */
export type Verdict =
  | { readonly kind: "done" }
  | {
      readonly kind: "retry";
      readonly reason: string;
      readonly detail?: string;
      readonly retryAfterMs?: number;
      readonly permission?: boolean;
    }
  | { readonly kind: "reject" | "unknown" | "absent"; readonly reason: string; readonly detail?: string };

/**
 * Says what an outcome of an endpoint means. An answer that is `done` may still be unreadable or, of a query, partial (`error` beside
 * `tables`): whoever reads it finds out. `now` serves Retry-After as a date in an answer without a date of its own.
 */
export function classify(endpoint: ClientEndpoint, outcome: ApiOutcome, now = Date.now()): Verdict {
  const { effect, rules }: EndpointRules = ENDPOINT_RULES[endpoint];
  return outcome.kind === "failed" ? classifyFailure(effect, outcome) : classifyAnswer(effect, rules, outcome, now);
}

function classifyFailure(effect: EndpointRules["effect"], failure: ApiFailure): Verdict {
  const { reason, sent, detail, retryAfterMs } = failure;
  const told = { reason, ...(detail === undefined ? {} : { detail }) };
  if (sent && effect === "mail") return { kind: "unknown", ...told };
  return { kind: "retry", ...told, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function classifyAnswer(
  effect: EndpointRules["effect"],
  rules: readonly VerdictRule[],
  { status, text, headers }: ApiAnswer,
  now: number,
): Verdict {
  // The body of a success is left alone: it may be a hundred megabytes, and is no error's.
  const codes = status < 300 ? [] : readErrorCodes(text);
  const rule = rules.find((each) => fits(each, status, codes, text));
  const meaning: Meaning = rule?.means ?? { kind: "doubt", reason: "unexpected-answer" };
  if (meaning.kind === "done") return meaning;
  const code = codes.at(-1);
  const told = { reason: meaning.reason, ...(code === undefined ? {} : { detail: code }) };
  if (meaning.kind === "absent" || meaning.kind === "reject") return { kind: meaning.kind, ...told };
  if (meaning.kind === "doubt" && effect === "mail") return { kind: "unknown", ...told };
  const wait = retryAfter(headers, now);
  return {
    kind: "retry",
    ...told,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(meaning.kind === "retry" && meaning.permission ? { permission: true } : {}),
  };
}

function fits(rule: VerdictRule, status: number, found: readonly string[], text: string): boolean {
  const { on, codes, says, isEmpty } = rule;
  const [first, last] = typeof on === "number" ? [on, on] : on;
  if (status < first || status > last) return false;
  if (isEmpty === true && text.trim() !== "") return false;
  if (says !== undefined && !readErrorMessage(text).startsWith(says)) return false;
  if (codes === undefined) return true;
  if (codes === "some") return found.length > 0;
  return found.some((code) => codes.includes(code));
}
