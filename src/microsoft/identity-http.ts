import { AsyncLocalStorage } from "node:async_hooks";
import type { TokenCredentialOptions } from "@azure/identity";
import type { HttpClient, HttpOutcome } from "../runtime/http/http-client.ts";

type IdentityHttpClient = NonNullable<TokenCredentialOptions["httpClient"]>;
type IdentityRequest = Parameters<IdentityHttpClient["sendRequest"]>[0];
type IdentityResponse = Awaited<ReturnType<IdentityHttpClient["sendRequest"]>>;
type IdentityHeaders = IdentityResponse["headers"];

/** The most time one request for a token may take. */
const TOKEN_MS = 30_000;
const MAX_BYTES = 1024 * 1024;

/** One request the library made, by whom it was met. */
export interface Exchange {
  /** `login` is Microsoft's login service, `endpoint` what gives a managed identity its tokens. */
  readonly to: "login" | "endpoint";
  readonly outcome: HttpOutcome;
}

/** What the library's requests go through while one token is asked for, and what becomes of them. */
export interface IdentityHttp {
  readonly client: HttpClient;
  /** For what only this machine can reach. */
  readonly direct: HttpClient;
  readonly signal: AbortSignal;
  /** Grows with each request. */
  readonly exchanges: Exchange[];
}

/**
 * The library keeps the first client it is given for managed identities for the life of the process, so that there is one client for all, and
 * whose token it is asking for is known by the asynchronous context.
 */
const asking = new AsyncLocalStorage<IdentityHttp>();

/**
 * Lets the login library reach the network through the product's own client, so that proxy, authorities, time limits and the names of
 * failures are the same for tokens as for everything else. The other way, the library's `proxyOptions` and `tlsOptions`, is a second
 * way to do it and no complete one: they exclude each other (its proxy policy ignores authorities), and `proxyOptions` would send a managed
 * identity's requests to the proxy. Those go out `direct`: only this machine can reach the endpoint.
 */
export function withIdentityHttp<T>(http: IdentityHttp, ask: (client: IdentityHttpClient) => Promise<T>): Promise<T> {
  return asking.run(http, () => ask(CLIENT));
}

const CLIENT: IdentityHttpClient = {
  async sendRequest(request) {
    const http = asking.getStore();
    if (http === undefined) throw new Error("no token is being asked for");
    const to = isIdentityEndpoint(request.url) ? "endpoint" : "login";
    const outcome = await (to === "endpoint" ? http.direct : http.client).send({
      method: readMethod(request.method),
      url: request.url,
      headers: request.headers.toJSON(),
      ...(typeof request.body === "string" ? { body: request.body } : {}),
      signal: combine(http.signal, request.abortSignal),
      timeoutMs: request.timeout > 0 ? Math.min(request.timeout, TOKEN_MS) : TOKEN_MS,
      maxBytes: MAX_BYTES,
    });
    http.exchanges.push({ to, outcome });
    if (outcome.kind === "failed") throw new Error(outcome.reason);
    const bodyAsText = to === "endpoint" ? withoutLifetime(outcome.text) : outcome.text;
    return { request, status: outcome.status, headers: createHeaders(outcome.headers), bodyAsText };
  },
};

/** The login service is never plain http (the library refuses it); what gives a managed identity its tokens is nothing else. */
function isIdentityEndpoint(url: string): boolean {
  return new URL(url).protocol === "http:";
}

/**
 * The library keeps a managed identity's tokens for the life of the process and offers no way to be rid of one that an API has refused. To it,
 * each is at its end when it comes; how long it really lasts is read from the exchange.
 */
function withoutLifetime(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || !("access_token" in body)) return text;
    return JSON.stringify({ ...body, expires_on: String(Math.floor(Date.now() / 1000)) });
  } catch {
    return text;
  }
}

function readMethod(method: string): "GET" | "POST" {
  if (method !== "GET" && method !== "POST") throw new TypeError("a token is asked for by GET or POST");
  return method;
}

function combine(ours: AbortSignal, theirs: IdentityRequest["abortSignal"]): AbortSignal {
  return theirs instanceof AbortSignal ? AbortSignal.any([ours, theirs]) : ours;
}

/** The library's own kind of headers. */
function createHeaders(from: ReadonlyMap<string, string>): IdentityHeaders {
  const headers = new Map(from);
  return {
    get: (name) => headers.get(name.toLowerCase()),
    has: (name) => headers.has(name.toLowerCase()),
    set: (name, value) => void headers.set(name.toLowerCase(), String(value)),
    delete: (name) => void headers.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers.entries(),
  };
}
