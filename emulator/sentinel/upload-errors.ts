/**
 * Errors of Sentinel's upload API. Sources: its page (429, and which status is for what) and its specification (the envelope, `x-ms-error-code`).
 * API Management, which stands before it, answers some requests in a form of its own.
 */
import type { ApiError, ErrorShape, Problem } from "../route-tools.ts";

/** An error in the service's envelope. */
export function uploadError(status: number, code: string, message: string): ApiError {
  return { status, code, message, headers: { "x-ms-error-code": code } };
}

/** 429: too many requests in a minute. */
export function rateLimited(seconds: number): ApiError {
  return managed(429, rateLimitMessage(seconds));
}

/** 404, for a workspace that is not there. */
export const workspaceNotFound: ApiError = uploadError(404, "WorkspaceNotFound", "The workspace was not found.");

function rateLimitMessage(seconds: number): string {
  return `Rate limit is exceeded. Try again in ${seconds} seconds.`;
}

/** An error that API Management words: a status and a message, without an envelope. */
function managed(status: number, message: string): ApiError {
  return { status, code: MANAGED, message, extra: status };
}

const MANAGED = "";

function unauthorised(code: string, message: string): ApiError {
  const challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token"';
  return { ...uploadError(401, code, message), headers: { "x-ms-error-code": code, "www-authenticate": challenge } };
}

const PROBLEMS: { readonly [Name in Problem]: ApiError } = {
  "token-missing": unauthorised(
    "AuthenticationFailed",
    "Authentication failed. The 'Authorization' header is missing.",
  ),
  "token-malformed": unauthorised("InvalidAuthenticationToken", "The access token is invalid."),
  "token-signature": unauthorised("InvalidAuthenticationToken", "The access token is invalid."),
  "token-expired": unauthorised("ExpiredAuthenticationToken", "The access token expiry has passed."),
  "token-audience": unauthorised(
    "InvalidAuthenticationTokenAudience",
    "The access token has been obtained for wrong audience or resource. It should exactly match one of the allowed audiences 'https://management.core.windows.net/', 'https://management.azure.com/'.",
  ),
  forbidden: uploadError(403, "AuthorizationFailed", "The client does not have authorization to perform this action."),
  throttled: rateLimited(30),
  unavailable: uploadError(503, "ServiceUnavailable", "The service is unavailable. Try again later."),
  "gateway-timeout": uploadError(504, "GatewayTimeout", "The gateway did not receive a response in time."),
  gone: workspaceNotFound,
  "no-route": managed(404, "Resource not found"),
  "body-too-large": managed(413, "Request body is too large"),
  internal: uploadError(500, "InternalServerError", "An internal error occurred."),
};

/** The upload API's errors and envelope. */
export const UPLOAD_ERRORS: ErrorShape = {
  problems: PROBLEMS,
  envelope: (code, message, _request, status) =>
    code === MANAGED ? { statusCode: status, message } : { error: { code, message } },
  // No Retry-After is documented: the number stands in the message.
  tryAgainIn: (refusal, seconds) =>
    refusal.status === 429
      ? { ...refusal, body: { statusCode: 429, message: rateLimitMessage(seconds) } }
      : { ...refusal, headers: { ...refusal.headers, "retry-after": String(seconds) } },
};
