import { parseObject } from "../platform/parse-object.ts";
import type { CredentialsConfig } from "./config.ts";
import type { Exchange } from "./identity-http.ts";
import type { ApiFailure, TokenFailureReason } from "./microsoft.ts";
import { retryAfter } from "./retry-after.ts";

/** No token, so that nothing was sent to the API. */
export interface TokenFailure extends ApiFailure {
  readonly reason: TokenFailureReason;
  readonly sent: false;
}

/** What says most comes first: with several ways to a token (`default`), one of them that was refused is the one that was meant. */
const TELLING: readonly TokenFailureReason[] = [
  "credential-refused",
  "login-throttled",
  "login-unreachable",
  "credential-unavailable",
];

/** Errors of OAuth that are the service's own trouble, whatever the status. Source: RFC 6749 §4.1.2.1. */
const TRANSIENT_ERRORS = new Set(["temporarily_unavailable", "server_error"]);

/**
 * Why there is no token, from what was met on the wire: the library's own errors are words, which change and may hold addresses. Where
 * nothing was met the credential did not come to asking: it could not be read, or there is none here.
 */
export function nameTokenFailure(
  kind: CredentialsConfig["type"],
  exchanges: readonly Exchange[],
  now: number,
): TokenFailure {
  const failures = exchanges.filter((exchange) => !isWell(exchange)).map((exchange) => nameExchange(exchange, now));
  for (const reason of TELLING) {
    const failure = failures.findLast((each) => each.reason === reason);
    if (failure !== undefined) return failure;
  }
  const isInFile = kind === "client-secret" || kind === "client-certificate";
  return failed(isInFile ? "credential-unreadable" : "credential-unavailable");
}

/** A token, or what is asked before one: where the login service has what. Another 200 is not the service's. */
function isWell({ outcome }: Exchange): boolean {
  if (outcome.kind === "failed" || outcome.status !== 200) return false;
  const body = parseObject(outcome.text);
  return "access_token" in body || "token_endpoint" in body || "tenant_discovery_endpoint" in body;
}

function nameExchange({ to, outcome }: Exchange, now: number): TokenFailure {
  // A machine without a managed identity has nothing that listens there.
  const nobody = to === "endpoint" ? "credential-unavailable" : "login-unreachable";
  if (outcome.kind === "failed") return { ...failed(nobody), detail: outcome.reason };
  const { status, text, headers } = outcome;
  const wait = retryAfter(headers, now);
  const retry = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return { ...failed("login-throttled"), ...retry };
  if (to === "endpoint") {
    // Source: "How to use managed identities on a VM": 404, 410 and 5xx pass by themselves.
    const isPassing = status === 404 || status === 410 || status >= 500;
    return isPassing ? { ...failed("login-unreachable"), ...retry } : failed("credential-unavailable");
  }
  const { error, code } = readLoginError(text);
  const isRefusal = status >= 400 && status < 500 && status !== 408 && (code !== null || error !== null);
  if (!isRefusal || (error !== null && TRANSIENT_ERRORS.has(error)))
    return { ...failed("login-unreachable"), ...retry };
  return { ...failed("credential-refused"), ...(code === null ? {} : { detail: code }) };
}

/** `error` and the AADSTS code of the login service's answer. Its words name tenants and applications, and are left. */
function readLoginError(text: string): { readonly error: string | null; readonly code: string | null } {
  const { error, error_description: description, error_codes: codes } = parseObject(text);
  const first = Array.isArray(codes) ? String(codes[0]) : "";
  const number = /AADSTS(\d{4,9})\b/.exec(String(description))?.[1] ?? /^\d{4,9}$/.exec(first)?.[0];
  return {
    error: typeof error === "string" ? error : null,
    code: number === undefined ? null : `AADSTS${number}`,
  };
}

function failed(reason: TokenFailureReason): TokenFailure {
  return { kind: "failed", reason, sent: false };
}
