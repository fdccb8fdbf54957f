/** Errors as the query API words them. Source: "Azure Monitor Log Analytics API errors". */
import { randomUUID } from "node:crypto";
import type { ApiError, ErrorShape, Problem } from "../route-tools.ts";

/** An error inside an error: the finer reason. */
export interface InnerError {
  readonly code: string;
  readonly message: string;
  readonly innererror?: InnerError;
  readonly line?: number;
  readonly pos?: number;
}

/** 400, for whatever is wrong with a request or its query; the reason stands inside. */
export function badArgument(inner: InnerError): ApiError {
  return {
    status: 400,
    code: "BadArgumentError",
    message: "The request had some invalid properties",
    extra: inner,
  };
}

/** 403, for want of a permission; the reason stands inside. */
export function insufficientAccess(inner?: InnerError): ApiError {
  return {
    status: 403,
    code: "InsufficientAccessError",
    message: "The provided credentials have insufficient access to perform the requested operation",
    extra: inner,
  };
}

/** 404, for a workspace that is not there. */
export const workspaceNotFound: ApiError = {
  status: 404,
  code: "WorkspaceNotFoundError",
  message: "The workspace could not be found",
};

/** 429. No Retry-After: none is documented, and clients must not count on one. */
export const tooManyRequests: ApiError = {
  status: 429,
  code: "TooManyRequests",
  message: "Too many requests. The limits are 5 concurrent queries and 200 requests in 30 seconds.",
};

const pathNotFound: ApiError = { status: 404, code: "PathNotFoundError", message: "The requested path does not exist" };

const invalidToken: ApiError = {
  status: 403,
  code: "InvalidAuthenticationToken",
  message: "The access token is invalid.",
};

function tokenExpired(status: 401 | 403): ApiError {
  return {
    status,
    code: "InvalidTokenError",
    message: "The provided authentication is not valid for this resource",
    extra: { code: "TokenExpired", message: "The access token has expired." },
  };
}

const PROBLEMS: { readonly [Name in Problem]: ApiError } = {
  "token-missing": {
    status: 401,
    code: "AuthenticationFailed",
    message: "Authentication failed. The 'Authorization' header is missing.",
  },
  "token-malformed": invalidToken,
  "token-signature": invalidToken,
  "token-expired": tokenExpired(401),
  "token-audience": {
    status: 403,
    code: "InvalidAuthenticationTokenAudience",
    message:
      "The access token has been obtained from wrong audience or resource. It should exactly match with one of the allowed audiences 'https://api.loganalytics.io','https://api.loganalytics.azure.com'.",
  },
  forbidden: insufficientAccess(),
  throttled: tooManyRequests,
  unavailable: { status: 503, code: "ServiceUnavailable", message: "The service is unavailable. Try again later." },
  "gateway-timeout": {
    status: 504,
    code: "GatewayTimeout",
    message: "Gateway timeout",
    extra: { code: "GatewayTimeout", message: "The query did not end within the time it was given." },
  },
  gone: workspaceNotFound,
  "no-route": pathNotFound,
  "body-too-large": { ...pathNotFound, status: 413, code: "RequestEntityTooLarge", message: "The body is too large" },
  internal: {
    status: 500,
    code: "InternalServerError",
    message: "Something went wrong processing your query on the server.",
  },
};

/** The query API's errors and envelope. */
export const QUERY_ERRORS: ErrorShape = {
  problems: PROBLEMS,
  envelope: (code, message, _request, innererror) => ({
    error: { message, code, correlationId: randomUUID(), ...(innererror === undefined ? {} : { innererror }) },
  }),
};

/**
 * The same, for one service. The documentation has 401 and 403 for tokens that do not hold and does not say which is for an expired one: here it
 * is the one and the other in turn, so that a client meets both.
 */
export function createQueryErrors(): ErrorShape {
  let expired = 0;
  return {
    ...QUERY_ERRORS,
    problems: {
      ...PROBLEMS,
      get "token-expired"() {
        expired += 1;
        return tokenExpired(expired % 2 === 1 ? 401 : 403);
      },
    },
  };
}
