import type { FastifyRequest } from "fastify";
import type { ApiError, ErrorShape, Problem } from "../route-tools.ts";
import type { EmulatorState } from "../state.ts";
import { requestIdentity } from "./request-identity.ts";

/** Graph's envelope around each error of this tenant's directory, mail and security. */
export interface GraphErrors {
  readonly directory: ErrorShape;
  readonly mail: ErrorShape;
  readonly security: ErrorShape;
}

/** Says 401 the way Graph does: with where to get a token. Source: RFC 6750 and answers of the service. */
const challenge = {
  "www-authenticate":
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
};

/** The wording of what goes wrong before a handler; the workloads differ in three of them. */
export function createGraphErrors(state: Pick<EmulatorState, "now">): GraphErrors {
  const envelope: ErrorShape["envelope"] = (code, message, request) =>
    graphEnvelope(state.now(), code, message, request);
  return {
    directory: {
      envelope,
      problems: {
        ...sharedProblems,
        forbidden: {
          status: 403,
          code: "Authorization_RequestDenied",
          message: "Insufficient privileges to complete the operation.",
        },
        throttled: { status: 429, code: "TooManyRequests", message: "Too many requests." },
        gone: {
          status: 404,
          code: "Request_ResourceNotFound",
          message: (request) => directoryNotFound(lastSegment(request)),
        },
      },
    },
    mail: {
      envelope,
      problems: {
        ...sharedProblems,
        forbidden: {
          status: 403,
          code: "ErrorAccessDenied",
          message: "Access is denied. Check credentials and try again.",
        },
        throttled: {
          status: 429,
          code: "ApplicationThrottled",
          message: "Application is over its MailboxConcurrency limit.",
        },
        gone: { status: 404, code: "ErrorItemNotFound", message: "The specified object was not found in the store." },
      },
    },
    security: {
      envelope,
      problems: {
        ...sharedProblems,
        forbidden: {
          status: 403,
          code: "UnknownError",
          message: "Auth token does not contain valid permissions or user does not have valid roles.",
        },
        throttled: { status: 429, code: "TooManyRequests", message: "Too many requests." },
        // An API that Microsoft has announced to remove.
        gone: { status: 410, code: "Gone", message: "The API is no longer available." },
      },
    },
  };
}

/** Graph's error envelope. Source: Graph's page on error responses. */
export function graphEnvelope(now: number, code: string, message: string, request: FastifyRequest): unknown {
  const { requestId, clientRequestId } = requestIdentity(request);
  return {
    error: {
      code,
      message,
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        "request-id": requestId,
        "client-request-id": clientRequestId,
      },
    },
  };
}

/** What the directory says of an object that is not there, or not of this kind. */
export function directoryNotFound(key: string): string {
  return `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`;
}

const unauthorised = (message: string): ApiError => ({
  status: 401,
  code: "InvalidAuthenticationToken",
  message,
  headers: challenge,
});

type SharedProblem = Exclude<Problem, "forbidden" | "throttled" | "gone">;

const sharedProblems: { readonly [Name in SharedProblem]: ApiError } = {
  "token-missing": unauthorised("Access token is empty."),
  "token-malformed": unauthorised("CompactToken parsing failed with error code: 80049217"),
  "token-expired": unauthorised("Lifetime validation failed, the token is expired."),
  "token-audience": unauthorised("Access token validation failure. Invalid audience."),
  "token-signature": unauthorised("Access token validation failure. Invalid signature."),
  unavailable: { status: 503, code: "serviceNotAvailable", message: "The service is unavailable." },
  "gateway-timeout": { status: 504, code: "UnknownError", message: "The request timed out." },
  "no-route": {
    status: 400,
    code: "BadRequest",
    message: (request) => `Resource not found for the segment '${unknownSegment(request)}'.`,
  },
  "body-too-large": { status: 413, code: "BadRequest", message: "The maximum request length supported is 4MB." },
  internal: { status: 500, code: "InternalServerError", message: "An unexpected error occurred." },
};

function lastSegment(request: FastifyRequest): string {
  return pathSegments(request).at(-1) ?? "";
}

/** The first segment that this Graph has no name for: of the path below the version, and not an entity's key. */
function unknownSegment(request: FastifyRequest): string {
  const segments = pathSegments(request).slice(1);
  const known = ["users", "groups", "directory", "deleteditems", "messages", "mailfolders", "security"];
  const version = pathSegments(request)[0]?.toLowerCase();
  const below = version === "beta" ? [...known, "tiindicators"] : known;
  // Every second segment below a known collection is a key.
  let index = 0;
  while (index < segments.length && below.includes((segments[index] ?? "").toLowerCase())) {
    index += ["directory", "security"].includes((segments[index] ?? "").toLowerCase()) ? 1 : 2;
  }
  return segments[index] ?? segments.at(-1) ?? "";
}

function pathSegments(request: FastifyRequest): readonly string[] {
  const path = request.url.split("?", 1)[0] ?? "";
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}
