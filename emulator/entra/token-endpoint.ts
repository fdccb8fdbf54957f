/** `POST /{tenant}/oauth2/v2.0/token`, client credentials. Source: "OAuth 2.0 client credentials flow on the Microsoft identity platform". */
import type { FastifyInstance } from "fastify";
import { type Answer, type Call, type ErrorShape, errorAnswer, type RouteTools } from "../route-tools.ts";
import type { Application, EmulatorState } from "../state.ts";
import { type AssertionContext, checkAssertion } from "./client-assertion.ts";
import { type EntraError, toApiError } from "./entra-errors.ts";
import { readForm, type TokenForm } from "./read-form.ts";
import { refusals } from "./refusals.ts";
import { readScope } from "./resources.ts";
import { isTenant, tenantRefusal } from "./tenant.ts";
import { TOKEN_SECONDS, type TokenIssuer } from "./token-issuer.ts";

/** What the token endpoint stands on. */
export interface TokenEndpoint {
  readonly state: EmulatorState;
  readonly tokens: TokenIssuer;
  readonly errors: ErrorShape;
}

/** Registers the token endpoint, and its answer to anything that is not a POST. */
export function registerTokenEndpoint(server: FastifyInstance, routes: RouteTools, endpoint: TokenEndpoint): void {
  const { errors } = endpoint;
  const seen: AssertionContext["seen"] = new Map();
  const token = { url: "/:tenant/oauth2/v2.0/token", operation: "token", audience: null, roles: [], errors } as const;
  const refuse = (error: EntraError, call: Call) => errorAnswer(errors, toApiError(error), call.request);
  for (const method of ["GET", "PUT", "PATCH", "DELETE"] as const) {
    routes.route(server, { ...token, method, handler: (call) => refuse(refusals.notPosted(method), call) });
  }
  routes.route(server, {
    ...token,
    method: "POST",
    async handler(call) {
      const answered = await grant(call, endpoint, seen);
      return "status" in answered && "code" in answered ? refuse(answered, call) : answered;
    },
  });
}

async function grant(
  call: Call,
  { state, tokens }: TokenEndpoint,
  seen: AssertionContext["seen"],
): Promise<Answer | EntraError> {
  const tenant = call.params["tenant"] ?? "";
  const { headers } = call.request;
  const form = readForm(call.body, headers["content-type"], headers.authorization);
  if ("code" in form) {
    return form;
  }
  if (!isTenant(tenant, state)) {
    return tenantRefusal(tenant, form.clientId);
  }
  if (form.grantType !== "client_credentials") {
    return refusals.grantType(form.grantType);
  }
  const scope = readScope(form.scope);
  if (scope.kind !== "resource") {
    return scopeRefusal(scope, form.scope);
  }
  const id = form.clientId.toLowerCase();
  const application = state.applications.find((one) => !one.managed && one.clientId.toLowerCase() === id);
  if (application === undefined) {
    return refusals.noSuchApplication(form.clientId);
  }
  const isEndpoint = (audience: string) => namesEndpoint(audience, headers.host ?? "", state);
  const refused = await checkCredential(form, { now: state.now, application, isEndpoint, seen });
  if (refused !== null) {
    return refused;
  }
  const proof = form.assertion === null ? "secret" : "certificate";
  const issued = await tokens.issue(application, scope.resource, scope.audience, proof);
  return {
    status: 200,
    headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    body: {
      token_type: "Bearer",
      expires_in: TOKEN_SECONDS,
      ext_expires_in: TOKEN_SECONDS,
      access_token: issued.token,
    },
  };
}

async function checkCredential(form: TokenForm, context: AssertionContext): Promise<EntraError | null> {
  const { secret, assertion, assertionType } = form;
  if (secret !== null && assertion !== null) {
    return refusals.twoCredentials();
  }
  if (assertion !== null) {
    return await checkAssertion(assertion, assertionType, context);
  }
  return secret === null ? refusals.noCredential() : checkSecret(secret, context.application);
}

function checkSecret(secret: string, application: Application): EntraError | null {
  if (application.secrets.includes(secret)) {
    return null;
  }
  const expired = application.expiredSecrets?.includes(secret) === true;
  return expired ? refusals.expiredSecret(application.clientId) : refusals.wrongSecret(application.clientId);
}

function scopeRefusal(scope: Exclude<ReturnType<typeof readScope>, { kind: "resource" }>, asked: string): EntraError {
  switch (scope.kind) {
    case "empty":
      return refusals.noScope();
    case "without-default":
      return refusals.scopeWithoutDefault(asked);
    case "several":
      return refusals.severalResources(asked);
    case "unknown":
      return refusals.noSuchResource(scope.resource);
  }
}

/** The token endpoint's own address, or the issuer's, of this tenant by id or domain. */
function namesEndpoint(audience: string, host: string, state: EmulatorState): boolean {
  const match = /^https:\/\/([^/]+)\/([^/]+)\/(?:oauth2\/v2\.0\/token|v2\.0)\/?$/.exec(audience);
  return match !== null && match[1] === host && isTenant(match[2] ?? "", state);
}
