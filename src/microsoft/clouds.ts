/** Where Microsoft's services are, cloud by cloud. Source: Microsoft Graph "national cloud deployments"; Azure CLI's cloud list; Azure Monitor's "prefer options". */
import type { MicrosoftApi } from "./microsoft.ts";

/** Where one API is and what its tokens are for. */
export interface ApiEndpoint {
  /** Scheme and host, without a slash at the end. */
  readonly url: string;
  /** The path segment behind the host, e.g. `v1.0`. */
  readonly version: string;
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

function cloud(login: string, graph: string, logAnalytics: string, logAnalyticsAudience = logAnalytics): Endpoints {
  return {
    login,
    apis: {
      graph: { url: graph, version: "v1.0", audience: graph },
      "log-analytics": { url: logAnalytics, version: "v1", audience: logAnalyticsAudience },
    },
  };
}

const US_LOG_ANALYTICS = "https://api.loganalytics.us";

/** Every cloud but `custom`. */
export const CLOUDS: { readonly [Name in Exclude<CloudName, "custom">]: Endpoints } = {
  // The audience of the older host name holds for the new one too.
  public: cloud(
    "https://login.microsoftonline.com",
    "https://graph.microsoft.com",
    "https://api.loganalytics.azure.com",
    "https://api.loganalytics.io",
  ),
  usgov: cloud("https://login.microsoftonline.us", "https://graph.microsoft.us", US_LOG_ANALYTICS),
  "usgov-dod": cloud("https://login.microsoftonline.us", "https://dod-graph.microsoft.us", US_LOG_ANALYTICS),
  china: cloud(
    "https://login.chinacloudapi.cn",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://api.loganalytics.azure.cn",
  ),
};
