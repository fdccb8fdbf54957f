/**
 * The managed identity's endpoints, plain http on loopback as on the real machines: App Service's, and the instance metadata service's.
 * Sources: "How to use managed identities for App Service and Azure Functions"; "How to use managed identities for Azure resources on an
 * Azure VM to acquire an access token".
 */
import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import {
  type Answer,
  type ApiError,
  type Call,
  type ErrorShape,
  errorAnswer,
  type Problem,
  type RouteTools,
} from "../route-tools.ts";
import type { Application, EmulatorState } from "../state.ts";
import { audienceOf } from "./resources.ts";
import { TOKEN_SECONDS, type TokenIssuer } from "./token-issuer.ts";

/** Where App Service's endpoint is. */
export const APP_SERVICE_PATH = "/msi/token";

interface ManagedIdentity {
  readonly state: EmulatorState;
  readonly tokens: TokenIssuer;
  /** What `X-IDENTITY-HEADER` must say. */
  readonly header: string;
}

/** Registers both endpoints. */
export function registerManagedIdentity(server: FastifyInstance, routes: RouteTools, identity: ManagedIdentity): void {
  const token = { operation: "token", audience: null, roles: [], method: "GET" } as const;
  routes.route(server, {
    ...token,
    url: APP_SERVICE_PATH,
    errors: APP_SERVICE_ERRORS,
    handler: (call) => appService(call, identity),
  });
  routes.route(server, {
    ...token,
    url: "/metadata/identity/oauth2/token",
    errors: METADATA_ERRORS,
    handler: (call) => instanceMetadata(call, identity),
  });
}

async function appService(call: Call, identity: ManagedIdentity): Promise<Answer> {
  const { request, search } = call;
  const refuse = (status: number, code: string, message: string) =>
    errorAnswer(APP_SERVICE_ERRORS, { status, code, message, extra: status }, request);
  if (request.headers["x-identity-header"] !== identity.header) {
    return refuse(401, "Unauthorized", "The X-IDENTITY-HEADER header is missing or does not match.");
  }
  if (search.get("api-version") !== "2019-08-01") {
    return refuse(400, "BadRequest", "The api-version is missing or not supported. Supported: 2019-08-01.");
  }
  const granted = await grant(call, identity, ["client_id", "principal_id", "object_id", "mi_res_id"]);
  switch (granted.kind) {
    case "no-resource":
      return refuse(400, "BadRequest", "The parameter resource is required.");
    case "unknown-identity":
      return refuse(400, "BadRequest", "No managed identity was found for the given id.");
    case "unknown-resource":
      return refuse(400, "BadRequest", `AADSTS500011: The resource principal named ${granted.resource} was not found.`);
    case "granted":
      return {
        status: 200,
        body: {
          access_token: granted.token,
          expires_on: String(granted.expiresOn),
          resource: granted.resource,
          token_type: "Bearer",
          client_id: granted.application.clientId.toUpperCase(),
        },
      };
  }
}

async function instanceMetadata(call: Call, identity: ManagedIdentity): Promise<Answer> {
  const { request, search } = call;
  const refuse = (code: string, message: string) =>
    errorAnswer(METADATA_ERRORS, { status: 400, code, message }, request);
  if (request.headers["metadata"] !== "true") {
    return refuse("bad_request_102", "Required metadata header not specified");
  }
  if (request.headers["x-forwarded-for"] !== undefined) {
    return refuse("bad_request_102", "Requests must not be forwarded");
  }
  const version = search.get("api-version") ?? "";
  if (!/^20\d\d-\d\d-\d\d$/.test(version) || version < "2018-02-01") {
    return refuse("invalid_request", "The api-version is missing or not supported");
  }
  const granted = await grant(call, identity, ["client_id", "object_id", "msi_res_id", "mi_res_id"]);
  switch (granted.kind) {
    case "no-resource":
      return refuse("invalid_request", "Required query variable 'resource' is missing");
    case "unknown-identity":
      return refuse("invalid_request", "Identity not found");
    case "unknown-resource":
      return refuse(
        "invalid_resource",
        `AADSTS500011: The resource principal named ${granted.resource} was not found.`,
      );
    case "granted":
      return {
        status: 200,
        body: {
          access_token: granted.token,
          client_id: granted.application.clientId,
          refresh_token: "",
          expires_in: String(TOKEN_SECONDS),
          ext_expires_in: String(TOKEN_SECONDS),
          expires_on: String(granted.expiresOn),
          not_before: String(granted.notBefore),
          resource: granted.resource,
          token_type: "Bearer",
        },
      };
  }
}

type Grant =
  | {
      readonly kind: "granted";
      readonly application: Application;
      readonly resource: string;
      readonly token: string;
      readonly notBefore: number;
      readonly expiresOn: number;
    }
  | { readonly kind: "no-resource" | "unknown-identity" }
  | { readonly kind: "unknown-resource"; readonly resource: string };

/** Without any id it is the system's own identity; with one it must be an identity that there is. */
async function grant({ search }: Call, { state, tokens }: ManagedIdentity, idNames: readonly string[]): Promise<Grant> {
  const resource = search.get("resource") ?? "";
  if (resource === "") {
    return { kind: "no-resource" };
  }
  const ids = idNames.flatMap((name) => search.get(name)?.toLowerCase() ?? []);
  const application = state.applications.find(
    (one) => one.managed && ids.every((id) => [one.clientId, one.objectId].some((own) => own.toLowerCase() === id)),
  );
  if (application === undefined) {
    return { kind: "unknown-identity" };
  }
  const audience = audienceOf(resource);
  if (audience === null) {
    return { kind: "unknown-resource", resource };
  }
  const issued = await tokens.issue(application, resource, audience, "certificate");
  return { kind: "granted", application, resource, ...issued };
}

function problems(code: string, message: string): { readonly [Name in Problem]: ApiError } {
  // App Service repeats the status in its body.
  const failure = (status: number): ApiError => ({ status, code, message, extra: status });
  const internal = failure(500);
  const gone = failure(404);
  return {
    "token-missing": internal,
    "token-malformed": internal,
    "token-expired": internal,
    "token-audience": internal,
    "token-signature": internal,
    forbidden: internal,
    throttled: failure(429),
    unavailable: failure(503),
    "gateway-timeout": failure(504),
    gone,
    "no-route": gone,
    "body-too-large": failure(413),
    internal,
  };
}

const APP_SERVICE_ERRORS: ErrorShape = {
  problems: problems("InternalServerError", "An unexpected error occurred."),
  envelope: (_code, message, _request, status) => ({
    statusCode: status,
    message,
    correlationId: randomUUID(),
  }),
};

const METADATA_ERRORS: ErrorShape = {
  problems: problems("unknown", "Failed to retrieve token from the Active directory"),
  envelope: (code, message) => ({ error: code, error_description: message }),
};
