/**
 * HTTP as every client of this product sees it: one request, one answer or one named failure. Nothing is tried again here and nothing
 * throws for what a network does; whoever asks classifies what came back.
 */

/** One request. The whole of it is held in memory. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** Ends the request when it aborts; the failure is then `aborted`. */
  readonly signal: AbortSignal;
  /** The most time from the first byte out to the last byte in. Connecting may take as long before, 30 s at most. */
  readonly timeoutMs: number;
  /** The most bytes an answer may have; more is the failure `answer-too-large`. 256 MiB if absent. */
  readonly maxBytes?: number;
}

/**
 * A whole answer. A body that broke off, or is shorter than announced, is no answer but a failure. Where neither a length nor chunks announce
 * it (HTTP/1.0), the end of the connection is its end, and nobody can tell whether it was whole.
 */
export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded as UTF-8; "" for none. */
  readonly text: string;
}

/** What kept a request from being answered. */
export const HTTP_FAILURES = [
  "host-not-found",
  "connection-refused",
  "connection-timed-out",
  "certificate-untrusted",
  "proxy-refused",
  "connection-lost",
  "answer-cut-short",
  "answer-too-large",
  "timed-out",
  "aborted",
  "bad-url",
] as const;

export type HttpFailureReason = (typeof HTTP_FAILURES)[number];

/** A request without an answer. */
export interface HttpFailure {
  readonly kind: "failed";
  readonly reason: HttpFailureReason;
  /** False only if it is certain that the server saw nothing of the request; else it may have acted on it. */
  readonly sent: boolean;
}

export type HttpOutcome = HttpAnswer | HttpFailure;

export interface HttpClient {
  /** Sends once. Never throws. */
  send(request: HttpRequest): Promise<HttpOutcome>;
  /** Ends idle connections. */
  close(): Promise<void>;
}

/** What the configuration says of HTTP. */
export interface HttpSettings {
  /** More certificate authorities to trust beside the machine's own, PEM; null for none. */
  readonly ca: string | null;
  /** The proxy everything goes through, e.g. `http://proxy:3128`, with user and password if it wants them; null: what HTTPS_PROXY and NO_PROXY say. */
  readonly proxy: string | null;
}
