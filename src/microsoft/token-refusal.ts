import type { ApiOutcome } from "./microsoft.ts";
import { readErrorCodes } from "./read-error-codes.ts";

/**
 * Codes of a token that another one may replace. Log Analytics gives them with 403 as well as 401. Source: Azure Monitor "Logs query API:
 * errors".
 */
const REPLACEABLE = ["InvalidAuthenticationToken", "InvalidTokenError", "AuthenticationFailed"];

/** Codes of an error that is about the token, not about what it may do. A new one would have the same wrong audience. */
export const TOKEN_CODES: readonly string[] = [...REPLACEABLE, "InvalidAuthenticationTokenAudience"];

/** Whether an API has refused the token in a way that a new one may mend. Nothing was done then. */
export function isTokenRefusal(outcome: ApiOutcome): boolean {
  if (outcome.kind === "failed") return false;
  if (outcome.status === 401) return true;
  return outcome.status === 403 && readErrorCodes(outcome.text).some((code) => REPLACEABLE.includes(code));
}
