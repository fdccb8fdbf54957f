import { CLOUDS, type CloudName, type Endpoints } from "./clouds.ts";
import type { EndpointsConfig } from "./config.ts";

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
  const { graph, "log-analytics": logAnalytics } = (base ?? CLOUDS.public).apis;
  const login = given.login ?? base?.login ?? "";
  const graphHost = given.graph ?? base?.apis.graph.url ?? "";
  const logAnalyticsHost = given.logAnalytics ?? base?.apis["log-analytics"].url ?? "";
  const endpoints: Endpoints = {
    login,
    apis: {
      graph: {
        url: graphHost,
        version: given.graphVersion ?? graph.version,
        audience: given.graphAudience ?? base?.apis.graph.audience ?? graphHost,
      },
      "log-analytics": {
        url: logAnalyticsHost,
        version: given.logAnalyticsVersion ?? logAnalytics.version,
        audience: given.logAnalyticsAudience ?? base?.apis["log-analytics"].audience ?? logAnalyticsHost,
      },
    },
  };
  const hosts = { login, graph: graphHost, logAnalytics: logAnalyticsHost };
  const missing = Object.entries(hosts).flatMap(([key, host]) => (host === "" ? [key] : []));
  return { endpoints, missing };
}
