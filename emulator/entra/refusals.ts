/** Why no token is issued. Source: "Microsoft Entra authentication and authorization error codes"; the client credentials flow's own page. */
import type { EntraError } from "./entra-errors.ts";

function badRequest(code: number, text: string): EntraError {
  return { status: 400, error: "invalid_request", code, text };
}

function badClient(code: number, text: string): EntraError {
  return { status: 401, error: "invalid_client", code, text };
}

function badScope(code: number, text: string): EntraError {
  return { status: 400, error: "invalid_scope", code, text };
}

/** The refusals that the token endpoint knows. */
export const refusals = {
  notPosted: (method: string) =>
    badRequest(900561, `The endpoint only accepts POST requests. Received a ${method} request.`),
  missing: (parameter: string) =>
    badRequest(900144, `The request body must contain the following parameter: '${parameter}'.`),
  repeated: (parameter: string) => badRequest(90100, `The parameter '${parameter}' is duplicated.`),
  noSuchTenant: (tenant: string) =>
    badRequest(
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  noTenantName: (tenant: string) =>
    badRequest(
      900023,
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
    ),
  sharedTenant: (client: string): EntraError =>
    badRequest(
      50194,
      `Application '${client}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications. Use a tenant-specific endpoint.`,
    ),
  grantType: (grant: string): EntraError => ({
    ...badRequest(70003, `The app requested an unsupported grant type '${grant}'.`),
    error: "unsupported_grant_type",
  }),
  noScope: () =>
    badRequest(
      90014,
      "The required field 'scope' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
    ),
  scopeWithoutDefault: (scope: string) =>
    badScope(
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  severalResources: (scope: string) =>
    badScope(
      28000,
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    ),
  noSuchResource: (resource: string): EntraError => ({
    ...badRequest(
      500011,
      `The resource principal named ${resource} was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    ),
    error: "invalid_resource",
  }),
  noSuchApplication: (client: string): EntraError => ({
    ...badRequest(
      700016,
      `Application with identifier '${client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    ),
    error: "unauthorized_client",
  }),
  noCredential: () =>
    badClient(
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
  wrongSecret: (client: string) =>
    badClient(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
    ),
  expiredSecret: (client: string) =>
    badClient(7000222, `The provided client secret keys for app '${client}' are expired.`),
  twoCredentials: () => badRequest(90023, "A request must not contain both 'client_secret' and 'client_assertion'."),
  assertionType: () =>
    badRequest(90023, "The 'client_assertion_type' must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'."),
  malformedAssertion: () => badRequest(50027, "JWT token is invalid or malformed."),
  unknownKey: (thumbprint: string) =>
    badClient(
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}']`,
    ),
  badSignature: () => badClient(700027, "Client assertion failed signature validation."),
  assertionTime: (now: string, from: string, until: string) =>
    badClient(
      700024,
      `Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${until}.`,
    ),
  assertionAudience: () => badClient(700023, "Client assertion audience claim does not match Realm issuer."),
  assertionClient: () =>
    badClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter."),
  assertionUsed: () => badClient(700028, "Client assertion identifier has been used before by another assertion."),
  foreignIssuer: (issuer: string) =>
    badClient(700211, `No matching federated identity record found for presented assertion issuer '${issuer}'.`),
  foreignAudience: (audience: string) =>
    badClient(700212, `No matching federated identity record found for presented assertion audience '${audience}'.`),
  foreignSubject: (subject: string) =>
    badClient(700213, `No matching federated identity record found for presented assertion subject '${subject}'.`),
};
