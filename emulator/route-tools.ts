/** How a route of the emulated services is declared. Everything that is the same for all of them is done behind this interface. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { FaultOrder, Operation } from "./faults.ts";
import type { Application } from "./state.ts";

/** Whom a token is for. Tokens for Azure Resource Manager are what Sentinel's upload API takes. */
export type Audience = "graph" | "log-analytics" | "resource-manager";

/** What can be wrong with a request before, or instead of, its handler. */
export const PROBLEMS = [
  "token-missing",
  "token-malformed",
  "token-expired",
  "token-audience",
  "token-signature",
  "forbidden",
  "throttled",
  "unavailable",
  "gateway-timeout",
  "gone",
  "no-route",
  "body-too-large",
  "internal",
] as const;

export type Problem = (typeof PROBLEMS)[number];

/** One error of an API: its status, its code and its words. */
export interface ApiError {
  readonly status: number;
  readonly code: string;
  readonly message: string | ((request: FastifyRequest) => string);
  readonly headers?: Readonly<Record<string, string>>;
  /** Whatever else the envelope holds, e.g. an inner error. */
  readonly extra?: unknown;
}

/** How an API words its errors. Graph and Log Analytics differ by this alone. */
export interface ErrorShape {
  readonly problems: { readonly [Name in Problem]: ApiError };
  /** The body around code and message. */
  envelope(code: string, message: string, request: FastifyRequest, extra: unknown): unknown;
  /** How the API says, with a refusal, after how many seconds to try again; without it, in a header `Retry-After`. */
  tryAgainIn?(refusal: Answer, seconds: number): Answer;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, `undefined` sends nothing, anything else becomes JSON. */
  readonly body?: unknown;
}

/** Who asks, as far as a checked token says. */
export interface Caller {
  readonly application: Application;
  /** The token's `roles`, and for mail operations what Exchange grants without a token saying so. */
  readonly roles: readonly string[];
}

/** One request, as a handler gets it. */
export interface Call {
  readonly request: FastifyRequest;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query string; a parameter given twice counts with its first value. */
  readonly search: ReadonlyMap<string, string>;
  /** The body's bytes, unparsed whatever its content type; empty if there is none. */
  readonly body: Buffer;
  /** Null only on routes that demand no token. */
  readonly caller: Caller | null;
  /** `partial` or `truncate`, if one of them befell this request; all other faults are applied outside the handler. */
  readonly fault: FaultOrder | null;
  /** Aborted when the emulator closes or the client hangs up. */
  readonly signal: AbortSignal;
}

/** Whether a request may go on. `release` is called once, when its answer is ready or it has failed. */
export type Admission =
  | { readonly kind: "admitted"; release(): void }
  | { readonly kind: "refused"; readonly answer: Answer };

/** A route. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A fastify path, e.g. `/v1.0/users/:user/messages/:message`. */
  readonly url: string;
  /** What it is for faults and the journal; null: no fault befalls it. */
  readonly operation: Operation | null;
  /** Whose token is demanded; null: none. */
  readonly audience: Audience | null;
  /** Any one of these suffices; none listed: any valid token does. */
  readonly roles: readonly string[];
  readonly errors: ErrorShape;
  /** How long the service itself waits for an answer before it says 504, milliseconds; without it, for ever. */
  patience?(call: Call): number;
  /** Admits the request, perhaps after a wait, or refuses it: limits on how many run at once and how often. Without it, all are admitted. */
  admit?(call: Call): Admission | Promise<Admission>;
  handler(call: Call): Answer | Promise<Answer>;
}

/** What registers routes. */
export interface RouteTools {
  /**
   * Registers a route: journal, token, permission and faults are met before `handler` is called, in the order the real services have:
   * 401, then faults, then 403, then admission, then the handler.
   */
  route(server: FastifyInstance, route: Route): void;
  /** What answers below a path prefix (e.g. `/v1.0`) where no route is: the problem `no-route`. The longest prefix wins. */
  fallback(prefix: string, errors: ErrorShape): void;
}

/** An answer that is an error of an API, in its envelope. */
export function errorAnswer(errors: ErrorShape, error: ApiError, request: FastifyRequest): Answer {
  const message = typeof error.message === "string" ? error.message : error.message(request);
  return {
    status: error.status,
    ...(error.headers === undefined ? {} : { headers: error.headers }),
    body: errors.envelope(error.code, message, request, error.extra),
  };
}
