/** What client libraries ask before they ask for a token: OpenID Connect discovery, keys, and which hosts are one login service. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Answer, type Call, type ErrorShape, errorAnswer, type RouteTools } from "../route-tools.ts";
import type { EmulatorState } from "../state.ts";
import { toApiError } from "./entra-errors.ts";
import { isTenant, tenantRefusal } from "./tenant.ts";
import type { TokenIssuer } from "./token-issuer.ts";

const SHARED = ["common", "organizations", "consumers"];

/** Registers discovery below the same host that was asked, whatever name of the loopback it was asked by. */
export function registerDiscovery(
  server: FastifyInstance,
  routes: RouteTools,
  {
    state,
    tokens,
    errors,
  }: { readonly state: EmulatorState; readonly tokens: TokenIssuer; readonly errors: ErrorShape },
): void {
  const open = { method: "GET", operation: null, audience: null, roles: [], errors } as const;
  const configuration = ({ request, params }: Call): Answer => {
    const tenant = params["tenant"] ?? "";
    if (!SHARED.includes(tenant) && !isTenant(tenant, state)) {
      return errorAnswer(errors, toApiError(tenantRefusal(tenant, "")), request);
    }
    return {
      status: 200,
      body: describe(origin(request), SHARED.includes(tenant) ? "{tenantid}" : state.tenantId, tenant),
    };
  };
  const keys = (): Answer => ({ status: 200, body: { keys: tokens.keys } });

  routes.route(server, { ...open, url: "/:tenant/v2.0/.well-known/openid-configuration", handler: configuration });
  routes.route(server, { ...open, url: "/:tenant/discovery/v2.0/keys", handler: keys });
  routes.route(server, { ...open, url: "/discovery/v2.0/keys", handler: keys });
  routes.route(server, {
    ...open,
    url: "/common/discovery/instance",
    handler: ({ request }) => ({ status: 200, body: instances(request) }),
  });
}

function describe(base: string, tenantId: string, tenant: string): unknown {
  return {
    token_endpoint: `${base}/${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${base}/${tenantId}/v2.0`,
    authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/authorize`,
    tenant_region_scope: "EU",
    cloud_instance_name: new URL(base).host,
  };
}

function instances(request: FastifyRequest): unknown {
  const { host } = new URL(origin(request));
  return {
    tenant_discovery_endpoint: `${origin(request)}/common/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

function origin({ headers }: FastifyRequest): string {
  return `https://${headers.host ?? "localhost"}`;
}
