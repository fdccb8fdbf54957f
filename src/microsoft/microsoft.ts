/**
 * Microsoft's side as the parts that reach it see it: named APIs, asked with a token. Hosts, versions, audiences, credentials, proxy and
 * certificates are decided here and nowhere else. Requests are sent once; what an answer means is in `classify.ts`.
 */
import type { HttpFailureReason, HttpRequest } from "../runtime/http/http-client.ts";

/** The APIs there are. Each has a host, a version and a token audience of its own (`clouds.ts`). */
export const MICROSOFT_APIS = ["graph", "graph-beta", "log-analytics", "sentinel"] as const;

export type MicrosoftApi = (typeof MICROSOFT_APIS)[number];

/** One request to one API. */
export interface ApiRequest extends Pick<HttpRequest, "method" | "headers" | "body" | "signal" | "timeoutMs"> {
  readonly api: MicrosoftApi;
  /** Behind host and version, e.g. `/users/a%40contoso.com/messages`, with its query string; encoded by the caller. */
  readonly path: string;
}

/** The answer of an API, whatever its status. */
export interface ApiAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Why no token could be had; nothing was sent to the API then. */
export type TokenFailureReason =
  | "credential-refused"
  | "credential-unavailable"
  | "credential-unreadable"
  | "login-unreachable"
  | "login-throttled";

/** No answer. */
export interface ApiFailure {
  readonly kind: "failed";
  readonly reason: HttpFailureReason | TokenFailureReason;
  /** False only if it is certain that the API saw nothing of the request. */
  readonly sent: boolean;
  /** What the login service named, e.g. `AADSTS7000215`; never a secret, an address or an id of a person. */
  readonly detail?: string;
  /** How long the login service asks to wait, milliseconds. */
  readonly retryAfterMs?: number;
}

export type ApiOutcome = ApiAnswer | ApiFailure;

/** Who this installation is to Microsoft, read from a token. */
export interface ApplicationIdentity {
  /** The application's (client) id, if the token names it. */
  readonly clientId: string | null;
  /** The object id of its service principal, if the token names it. */
  readonly objectId: string | null;
  /** Application permissions in the token. One that was granted by other ways (Exchange's RBAC for applications) is not among them. */
  readonly roles: readonly string[];
}

export interface Microsoft {
  /**
   * Asks once, with a token that is renewed in time. An answer that refuses the token (401, or 403 with a code that says so) is met
   * with a new token and the request is sent again, once: such an answer means nothing was done.
   */
  request(request: ApiRequest): Promise<ApiOutcome>;
  /** Who we are to this API; a failure if no token could be had. */
  identify(api: MicrosoftApi, signal: AbortSignal): Promise<ApplicationIdentity | ApiFailure>;
  /** The kind of credentials that is configured, for advice on permissions. */
  readonly credentials: "default" | "managed-identity" | "client-secret" | "client-certificate" | "workload-identity";
  close(): Promise<void>;
}
