/** The login service: tokens for applications, and what client libraries ask before. */
import type { FastifyInstance } from "fastify";
import type { RouteTools } from "../route-tools.ts";
import type { EmulatorState } from "../state.ts";
import { registerDiscovery } from "./discovery.ts";
import { entraErrors } from "./entra-errors.ts";
import { registerTokenEndpoint } from "./token-endpoint.ts";
import type { TokenIssuer } from "./token-issuer.ts";

/** Registers the login service, and its answer to paths that are no service's. */
export function registerEntra(
  server: FastifyInstance,
  routes: RouteTools,
  { state, tokens }: { readonly state: EmulatorState; readonly tokens: TokenIssuer },
): void {
  const endpoint = { state, tokens, errors: entraErrors(state.now) };
  routes.fallback("", endpoint.errors);
  registerTokenEndpoint(server, routes, endpoint);
  registerDiscovery(server, routes, endpoint);
}
