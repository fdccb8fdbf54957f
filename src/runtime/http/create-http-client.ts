import type { Dispatcher } from "undici";
import { type ConnectionSettings, createDispatcher } from "./create-dispatcher.ts";
import { exchange } from "./exchange.ts";
import type { HttpClient, HttpOutcome, HttpRequest, HttpSettings } from "./http-client.ts";

/**
 * A client over connections that are kept and reused. Redirects are answers, nothing is sent twice, nothing is logged. What stands between
 * (a proxy that is down, its host unknown) fails under the same names as the server itself would.
 */
export function createHttpClient(settings: HttpSettings): HttpClient {
  return createClient({ ...settings, direct: false });
}

/** A client that never goes through a proxy, not even one the environment names: for addresses that only this machine can reach. */
export function createDirectHttpClient(settings: Pick<HttpSettings, "ca">): HttpClient {
  return createClient({ ca: settings.ca, proxy: null, direct: true });
}

function createClient(settings: ConnectionSettings): HttpClient {
  let connections: Promise<Dispatcher> | undefined;
  const underWay = new Set<Promise<HttpOutcome>>();

  async function send(request: HttpRequest): Promise<HttpOutcome> {
    const url = readUrl(request.url);
    if (url === null) return { kind: "failed", reason: "bad-url", sent: false };
    if (request.signal.aborted) return { kind: "failed", reason: "aborted", sent: false };
    connections ??= createDispatcher(settings);
    let dispatcher: Dispatcher;
    try {
      dispatcher = await connections;
    } catch {
      // The only thing that can be wrong with it: a proxy that is no address.
      return { kind: "failed", reason: "proxy-refused", sent: false };
    }
    if (request.signal.aborted) return { kind: "failed", reason: "aborted", sent: false };
    return exchange(dispatcher, url, request);
  }

  return {
    send(request) {
      const outcome = send(request);
      underWay.add(outcome);
      void outcome.finally(() => underWay.delete(outcome));
      return outcome;
    },
    async close() {
      const closing = connections;
      connections = undefined;
      await Promise.all(underWay);
      // Not `close`: that waits for connections nobody waits for any more.
      await closing?.then((dispatcher) => dispatcher.destroy()).catch(() => {});
    },
  };
}

/** A URL with a user in it is refused: undici would drop the user silently. */
function readUrl(text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  return url.username === "" && url.password === "" ? url : null;
}
