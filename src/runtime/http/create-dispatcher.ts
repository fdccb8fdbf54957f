import type { Dispatcher } from "undici";
import type { HttpSettings } from "./http-client.ts";
import { trustOf } from "./trust.ts";

/** How connections are made: `direct` never through a proxy, whatever the environment says. */
export interface ConnectionSettings extends HttpSettings {
  readonly direct: boolean;
}

/** The longest way to a connection that can carry a request: name, TCP, the proxy's tunnel and TLS together. */
export const CONNECT_MS = 30_000;

/**
 * What keeps the connections. HTTP/1.1 alone: with one request on a connection at a time it is always certain whether a request had
 * begun when its connection broke. Throws for a proxy that is no address.
 */
export async function createDispatcher(settings: ConnectionSettings): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, Pool, ProxyAgent } = await import("undici");
  const connect = { secureContext: trustOf(settings.ca), allowH2: false, timeout: CONNECT_MS };
  const proxied = {
    requestTls: connect,
    proxyTls: connect,
    connectTimeout: CONNECT_MS,
    // A proxy that says nothing to CONNECT is left; without this it would be waited for five minutes.
    clientFactory: (origin: URL, options: object) => new Pool(origin, { ...options, headersTimeout: CONNECT_MS }),
  };
  // Waiting for an answer is limited by each request's own time.
  const agent = { connect, allowH2: false, headersTimeout: 0, bodyTimeout: 0 };
  if (settings.direct) return new Agent(agent);
  if (settings.proxy !== null) return new ProxyAgent({ ...agent, ...proxied, uri: proxyAddress(settings.proxy) });
  return new EnvHttpProxyAgent({ ...agent, ...proxied, ...environmentProxies(process.env) });
}

/** The variables as curl reads them: lower case first, a scheme is not needed. NO_PROXY is left to the agent, which follows its changes. */
function environmentProxies(env: NodeJS.ProcessEnv): { readonly httpsProxy?: string; readonly httpProxy?: string } {
  const https = env["https_proxy"] || env["HTTPS_PROXY"];
  const http = env["http_proxy"] || env["HTTP_PROXY"];
  return {
    ...(https ? { httpsProxy: proxyAddress(https) } : {}),
    ...(http ? { httpProxy: proxyAddress(http) } : {}),
  };
}

function proxyAddress(text: string): string {
  const address = text.includes("://") ? text : `http://${text}`;
  const { protocol } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("not a proxy's address");
  return address;
}
