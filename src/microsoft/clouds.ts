/** Where Microsoft's services are, cloud by cloud. Source: Microsoft Graph "national cloud deployments"; Azure CLI's cloud list; Azure Monitor's "prefer options"; Sentinel's upload API page. */
import type { MicrosoftApi } from "./microsoft.ts";

/** Where one API is and what its tokens are for. */
export interface ApiEndpoint {
  /** Scheme and host, without a slash at the end. */
  readonly url: string;
  /** E.g. `v1.0`. */
  readonly version: string;
  /** Where the version stands: the first segment of the path, or the parameter `api-version`. */
  readonly versionIn: "path" | "query";
  /** The resource a token is asked for, without `/.default`. */
  readonly audience: string;
}

/** One cloud: the login service and the APIs. */
export interface Endpoints {
  readonly login: string;
  readonly apis: { readonly [Api in MicrosoftApi]: ApiEndpoint };
}

/** The clouds there are. `custom` is whatever `endpoints` says. */
export const CLOUD_NAMES = ["public", "usgov", "usgov-dod", "china", "custom"] as const;

export type CloudName = (typeof CLOUD_NAMES)[number];

/** Where one cloud's services are. The query API's tokens are for its own host, unless another resource is named. */
interface CloudHosts {
  readonly login: string;
  readonly graph: string;
  readonly logAnalytics: string;
  readonly logAnalyticsAudience?: string;
  readonly sentinel: string;
  /** Azure Resource Manager, which the tokens for Sentinel's upload API are for. */
  readonly resourceManager: string;
}

function cloud(hosts: CloudHosts): Endpoints {
  const { login, graph, logAnalytics, logAnalyticsAudience = logAnalytics, sentinel, resourceManager } = hosts;
  return {
    login,
    apis: {
      graph: { url: graph, version: "v1.0", versionIn: "path", audience: graph },
      "graph-beta": { url: graph, version: "beta", versionIn: "path", audience: graph },
      "log-analytics": { url: logAnalytics, version: "v1", versionIn: "path", audience: logAnalyticsAudience },
      sentinel: { url: sentinel, version: "2024-02-01-preview", versionIn: "query", audience: resourceManager },
    },
  };
}

const US_GOVERNMENT = {
  login: "https://login.microsoftonline.us",
  logAnalytics: "https://api.loganalytics.us",
  sentinel: "https://api.ti.sentinel.azure.us",
  resourceManager: "https://management.usgovcloudapi.net",
};

/** Every cloud but `custom`. */
export const CLOUDS: { readonly [Name in Exclude<CloudName, "custom">]: Endpoints } = {
  public: cloud({
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    logAnalytics: "https://api.loganalytics.azure.com",
    // The audience of the older host name holds for the new one too.
    logAnalyticsAudience: "https://api.loganalytics.io",
    sentinel: "https://api.ti.sentinel.azure.com",
    resourceManager: "https://management.azure.com",
  }),
  usgov: cloud({ ...US_GOVERNMENT, graph: "https://graph.microsoft.us" }),
  "usgov-dod": cloud({ ...US_GOVERNMENT, graph: "https://dod-graph.microsoft.us" }),
  china: cloud({
    login: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    logAnalytics: "https://api.loganalytics.azure.cn",
    sentinel: "https://api.ti.sentinel.azure.cn",
    resourceManager: "https://management.chinacloudapi.cn",
  }),
};
