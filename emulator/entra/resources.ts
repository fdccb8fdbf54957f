/** The resources a token can be asked for. */
import type { Audience } from "../route-tools.ts";

/**
 * Every name a resource goes by, in all of Microsoft's clouds, and its application id. Sources: Microsoft Graph "national cloud
 * deployments"; Azure Monitor "access the API"; the query API's prefer options for 21Vianet.
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
};

/** Which API a resource is, whether or not it is written with a slash at the end; null if it is none of this tenant's. */
export function audienceOf(resource: string): Audience | null {
  const name = resource.replace(/\/$/, "").toLowerCase();
  if (NAMES.graph.includes(name)) {
    return "graph";
  }
  return NAMES["log-analytics"].includes(name) ? "log-analytics" : null;
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
