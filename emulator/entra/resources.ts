/** The resources a token can be asked for. */
import type { Audience } from "../route-tools.ts";

/**
 * Every name a resource goes by, in all of Microsoft's clouds, and its application id. Sources: Microsoft Graph "national cloud
 * deployments"; Azure Monitor "access the API"; the query API's prefer options for 21Vianet; for Resource Manager Sentinel's page on the upload
 * API (which takes both of its names), and Azure CLI's list of clouds.
 */
const NAMES: { readonly [Name in Audience]: readonly string[] } = {
  graph: [
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
    "00000003-0000-0000-c000-000000000000",
  ],
  "log-analytics": [
    "https://api.loganalytics.io",
    "https://api.loganalytics.azure.com",
    "https://api.loganalytics.us",
    "https://api.loganalytics.azure.cn",
    "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
  ],
  "resource-manager": [
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://management.usgovcloudapi.net",
    "https://management.core.usgovcloudapi.net",
    "https://management.chinacloudapi.cn",
    "https://management.core.chinacloudapi.cn",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  ],
};

const AUDIENCES: readonly Audience[] = ["graph", "log-analytics", "resource-manager"];

/** Which API a resource is, whether or not it is written with a slash at the end; null if it is none of this tenant's. */
export function audienceOf(resource: string): Audience | null {
  const name = resource.replace(/\/$/, "").toLowerCase();
  return AUDIENCES.find((audience) => NAMES[audience].includes(name)) ?? null;
}

/** What a scope parameter asks for, or why it cannot be had. */
export type Scope =
  | { readonly kind: "resource"; readonly resource: string; readonly audience: Audience }
  | { readonly kind: "without-default" | "several" | "empty" }
  | { readonly kind: "unknown"; readonly resource: string };

/** Reads the `scope` of a client-credentials request: exactly one resource, with `/.default` behind it. */
export function readScope(scope: string): Scope {
  const asked = scope.split(/\s+/).filter(Boolean);
  // OpenID's own scopes name no resource and are no harm; client libraries add them.
  const scopes = asked.filter((one) => !["openid", "profile", "offline_access"].includes(one));
  const [first] = scopes;
  if (first === undefined) {
    return { kind: "empty" };
  }
  if (!scopes.every((one) => one.endsWith("/.default"))) {
    return { kind: "without-default" };
  }
  const resources = new Set(scopes.map((one) => one.slice(0, -"/.default".length)));
  if (resources.size > 1) {
    return { kind: "several" };
  }
  const resource = first.slice(0, -"/.default".length);
  const audience = audienceOf(resource);
  return audience === null ? { kind: "unknown", resource } : { kind: "resource", resource, audience };
}
