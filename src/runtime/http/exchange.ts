import type { Dispatcher } from "undici";
import { CONNECT_MS } from "./create-dispatcher.ts";
import type { HttpFailureReason, HttpOutcome, HttpRequest } from "./http-client.ts";
import { isProxyDenial, nameFailure, type Stage } from "./name-failure.ts";
import { readText } from "./read-text.ts";

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** One answer as it comes in. */
interface Arrival {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly chunks: Buffer[];
  bytes: number;
}

/**
 * One request and what becomes of it, on a connection of `dispatcher`. Whether the server may have seen the request is known by one fact:
 * undici calls `onRequestStart` immediately before it writes the first byte, and not again for the same request on another connection.
 */
export function exchange(dispatcher: Dispatcher, url: URL, request: HttpRequest): Promise<HttpOutcome> {
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
  const { promise, resolve } = Promise.withResolvers<HttpOutcome>();
  let controller: Dispatcher.DispatchController | undefined;
  let stage: Stage = "connecting";
  let arrival: Arrival | undefined;
  let isSettled = false;

  const settle = (outcome: HttpOutcome | Promise<HttpOutcome>): void => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onAbort);
    resolve(outcome);
  };
  const fail = (reason: HttpFailureReason, sent = stage !== "connecting"): void => {
    settle({ kind: "failed", reason, sent });
  };
  /** Ends it from our side. A request that still waits for its connection is stopped when that stands, before a byte is written. */
  const stop = (reason: HttpFailureReason): void => {
    fail(reason);
    controller?.abort(new Error(reason));
  };
  const onAbort = (): void => stop("aborted");
  // Nobody who gives an answer a second waits ten for a connection.
  let timer = setTimeout(() => stop("connection-timed-out"), Math.min(CONNECT_MS, request.timeoutMs));
  request.signal.addEventListener("abort", onAbort, { once: true });

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      const isRepeated = stage !== "connecting";
      controller = started;
      // A second start would be the request sent again on a new connection; the first may have been acted on.
      if (isRepeated) fail("connection-lost");
      if (isSettled) return started.abort(new Error("over"));
      stage = "waiting";
      clearTimeout(timer);
      timer = setTimeout(() => stop("timed-out"), request.timeoutMs);
    },
    onResponseStart(_started, status, headers) {
      // 1xx says that an answer will come.
      if (status < 200) return;
      stage = "reading";
      arrival = { status, headers: new Map(headerLines(headers)), chunks: [], bytes: 0 };
      if (Number(arrival.headers.get("content-length") ?? 0) > maxBytes) stop("answer-too-large");
    },
    onResponseData(_started, chunk) {
      if (arrival === undefined) return;
      arrival.bytes += chunk.length;
      if (arrival.bytes > maxBytes) return stop("answer-too-large");
      arrival.chunks.push(chunk);
    },
    onResponseEnd() {
      if (arrival === undefined) return fail("connection-lost");
      settle(wholeAnswer(arrival, maxBytes));
    },
    onResponseError(_started, error) {
      fail(nameFailure(error, stage), stage !== "connecting" && !isProxyDenial(error));
    },
  };
  try {
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...lowerCased(request.headers ?? {}), "accept-encoding": "gzip" },
        body: request.body ?? null,
      },
      handler,
    );
  } catch (error) {
    fail(nameFailure(error, stage));
  }
  return promise;
}

async function wholeAnswer({ status, headers, chunks }: Arrival, maxBytes: number): Promise<HttpOutcome> {
  const read = await readText(Buffer.concat(chunks), headers.get("content-encoding"), maxBytes);
  if (read.kind === "unreadable") return { kind: "failed", reason: read.reason, sent: true };
  return { kind: "answer", status, headers, text: read.text };
}

/** Names in lower case, the last of those that differ in case alone: else both would be sent. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function* headerLines(headers: Record<string, string | string[] | undefined>): Iterable<[string, string]> {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) yield [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value];
  }
}
