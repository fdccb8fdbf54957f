import { type ApiEndpoint, CLOUDS, type CloudName, type Endpoints } from "./clouds.ts";
import type { EndpointsConfig } from "./config.ts";
import type { MicrosoftApi } from "./microsoft.ts";

/** Where everything is in this configuration. */
export interface ResolvedEndpoints {
  /** A host nobody gave is "". */
  readonly endpoints: Endpoints;
  /** The keys of the hosts a `custom` cloud leaves open. */
  readonly missing: readonly string[];
}

/**
 * A cloud's endpoints with what the configuration says otherwise. A host that is given for a cloud of Microsoft's keeps that cloud's token
 * audience (a private link, a gateway); a `custom` cloud has its hosts for audiences. The versions are everywhere the public cloud's.
 */
export function resolveEndpoints(cloud: CloudName, given: EndpointsConfig): ResolvedEndpoints {
  const base = cloud === "custom" ? undefined : CLOUDS[cloud];
  const resolve = (api: MicrosoftApi, { host, version, audience }: GivenEndpoint): ApiEndpoint => {
    const url = host ?? base?.apis[api].url ?? "";
    const usual = CLOUDS.public.apis[api];
    return {
      url,
      version: version ?? usual.version,
      versionIn: usual.versionIn,
      audience: audience ?? base?.apis[api].audience ?? url,
    };
  };
  const login = given.login ?? base?.login ?? "";
  const graph = { host: given.graph, audience: given.graphAudience };
  const endpoints: Endpoints = {
    login,
    apis: {
      graph: resolve("graph", { ...graph, version: given.graphVersion }),
      "graph-beta": resolve("graph-beta", { ...graph, version: given.graphBetaVersion }),
      "log-analytics": resolve("log-analytics", {
        host: given.logAnalytics,
        version: given.logAnalyticsVersion,
        audience: given.logAnalyticsAudience,
      }),
      sentinel: resolve("sentinel", {
        host: given.sentinel,
        version: given.sentinelVersion,
        audience: given.sentinelAudience,
      }),
    },
  };
  const { apis } = endpoints;
  const hosts = { login, graph: apis.graph.url, logAnalytics: apis["log-analytics"].url, sentinel: apis.sentinel.url };
  const missing = Object.entries(hosts).flatMap(([key, host]) => (host === "" ? [key] : []));
  return { endpoints, missing };
}

interface GivenEndpoint {
  readonly host: string | undefined;
  readonly version: string | undefined;
  readonly audience: string | undefined;
}
