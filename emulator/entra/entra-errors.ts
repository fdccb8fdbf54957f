/** Errors as the token endpoint words them. Source: "Microsoft Entra authentication and authorization error codes". */
import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { ApiError, ErrorShape, Problem } from "../route-tools.ts";

/** One AADSTS error: its status, OAuth's own word, Microsoft's number, and what stands behind the number. */
export interface EntraError {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
}

/** The same as `route-tools.ts` takes it. */
export function toApiError({ status, error, code, text }: EntraError): ApiError {
  return { status, code: error, message: text, extra: code, headers: NOT_KEPT };
}

const NOT_KEPT = { "cache-control": "no-store, no-cache", pragma: "no-cache" };

const TRANSIENT: ApiError = toApiError({
  status: 503,
  error: "temporarily_unavailable",
  code: 90033,
  text: "A transient error has occurred. Please try again.",
});

const NO_ROUTE: ApiError = toApiError({
  status: 404,
  error: "invalid_request",
  code: 90015,
  text: "The requested resource was not found.",
});

const PROBLEMS: { readonly [Name in Problem]: ApiError } = {
  // The token endpoint itself takes no token; these four stand here only because the table is whole.
  "token-missing": NO_ROUTE,
  "token-malformed": NO_ROUTE,
  "token-expired": NO_ROUTE,
  "token-audience": NO_ROUTE,
  "token-signature": NO_ROUTE,
  forbidden: NO_ROUTE,
  throttled: toApiError({
    status: 429,
    error: "temporarily_unavailable",
    code: 90055,
    text: "The tenant has exceeded the number of requests it may send. Try again later.",
  }),
  unavailable: TRANSIENT,
  "gateway-timeout": { ...TRANSIENT, status: 504 },
  gone: NO_ROUTE,
  "no-route": NO_ROUTE,
  "body-too-large": { ...NO_ROUTE, status: 413 },
  internal: { ...TRANSIENT, status: 500, code: "server_error" },
};

/** The token endpoint's errors, stamped with that clock's time. */
export function entraErrors(now: () => number): ErrorShape {
  return {
    problems: PROBLEMS,
    envelope(error, text, request, code) {
      const timestamp = new Date(now())
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, "Z");
      const trace = randomUUID();
      const correlation = correlationId(request);
      const stamp = `Trace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`;
      return {
        error,
        error_description: `AADSTS${String(code)}: ${text}\r\n${stamp}`,
        error_codes: [code],
        timestamp,
        trace_id: trace,
        correlation_id: correlation,
        error_uri: `https://login.microsoftonline.com/error?code=${String(code)}`,
      };
    },
  };
}

function correlationId({ headers }: FastifyRequest): string {
  const given = headers["client-request-id"];
  return typeof given === "string" && /^[0-9a-f-]{36}$/i.test(given) ? given : randomUUID();
}
