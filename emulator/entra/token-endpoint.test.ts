import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { beforeAll, expect, test } from "vitest";
import { createTestServices, NOON, type TestServices } from "../testing/services.ts";
import { registerEntra } from "./register-entra.ts";

const FORM = "application/x-www-form-urlencoded";

let services: TestServices;
let good: Readonly<Record<string, string>>;

beforeAll(async () => {
  services = await createTestServices(({ server, routes, state, tokens }) =>
    registerEntra(server, routes, { state, tokens }),
  );
  const { clientId, secrets } = services.application;
  Object.assign(services.application, { expiredSecrets: ["last year's"] });
  good = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: secrets[0] ?? "",
    scope: "https://graph.microsoft.com/.default",
  };
});

interface Asked {
  readonly tenant?: string;
  readonly form?: Readonly<Record<string, string | undefined>>;
  readonly extra?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "POST" | "GET";
}

/** Asks for a token with the good form, changed as the case says; `undefined` leaves a field out. */
async function ask({ tenant = services.state.tenantId, form = {}, extra = "", headers = {}, method = "POST" }: Asked) {
  const fields = Object.entries({ ...good, ...form }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  );
  const answer = await services.server.inject({
    method,
    url: `/${tenant}/oauth2/v2.0/token`,
    headers: { host: "localhost:8443", ...(method === "POST" ? { "content-type": FORM } : {}), ...headers },
    ...(method === "POST" ? { payload: `${new URLSearchParams(fields)}${extra}` } : {}),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
}

test("a good secret gets a token with the application's permissions, which the published keys verify", async () => {
  const { status, body, headers } = await ask({});
  expect([status, headers["cache-control"]]).toEqual([200, "no-store, no-cache"]);
  expect(body).toEqual({
    token_type: "Bearer",
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: expect.any(String),
  });

  const keys = await services.server.inject("/common/discovery/v2.0/keys");
  const { payload } = await jwtVerify(String(body["access_token"]), createLocalJWKSet(keys.json()), {
    currentDate: new Date(NOON),
  });
  expect(payload).toMatchObject({
    aud: "https://graph.microsoft.com",
    iss: `https://sts.windows.net/${services.state.tenantId}/`,
    appid: services.application.clientId,
    appidacr: "1",
    oid: services.application.objectId,
    tid: services.state.tenantId,
    roles: services.application.roles.graph,
    iat: NOON / 1000,
    exp: NOON / 1000 + 3599,
  });
});

test("an application without permissions gets a token without roles: the API is what refuses", async () => {
  services.application.roles.logAnalytics = [];
  const { body } = await ask({ form: { scope: "https://api.loganalytics.io/.default" } });
  expect(decodeJwt(String(body["access_token"]))).not.toHaveProperty("roles");
});

test.each<[string, Asked]>([
  ["a domain for the tenant", { tenant: "contoso.onmicrosoft.com" }],
  ["the tenant in capitals", { tenant: "C9889DCC-77D4-468A-A8E9-E52AB1F7B1D0" }],
  ["fields nobody knows", { form: { "x-client-SKU": "msal.js.node", claims: "{}", client_info: "1" } }],
  ["OpenID's scopes beside", { form: { scope: "https://graph.microsoft.com/.default openid profile offline_access" } }],
  ["a resource with a slash at its end", { form: { scope: "https://api.loganalytics.io//.default" } }],
  ["a resource by its application id", { form: { scope: "00000003-0000-0000-c000-000000000000/.default" } }],
  ["another cloud's name for it", { form: { scope: "https://api.loganalytics.azure.cn/.default" } }],
])("accepted: %s", async (_case, asked) => {
  expect((await ask(asked)).status).toBe(200);
});

test("id and secret may come as HTTP Basic, form-encoded in it", async () => {
  services.application.secrets.push("a:b+c d%e");
  const pair = `${services.application.clientId}:${encodeURIComponent("a:b+c d%e").replaceAll("%20", "+")}`;
  const headers = { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
  expect((await ask({ form: { client_id: undefined, client_secret: undefined }, headers })).status).toBe(200);
});

test.each<[string, Asked, number, string, number]>([
  ["a GET", { method: "GET" }, 400, "invalid_request", 900561],
  ["no form", { headers: { "content-type": "application/json" } }, 400, "invalid_request", 900144],
  ["no grant type", { form: { grant_type: undefined } }, 400, "invalid_request", 900144],
  ["no client id", { form: { client_id: undefined } }, 400, "invalid_request", 900144],
  ["a field twice", { extra: "&scope=x" }, 400, "invalid_request", 90100],
  ["another grant", { form: { grant_type: "password" } }, 400, "unsupported_grant_type", 70003],
  ["a tenant that is none", { tenant: "fabrikam" }, 400, "invalid_request", 900023],
  ["somebody else's tenant", { tenant: "fabrikam.com" }, 400, "invalid_request", 90002],
  ["no particular tenant", { tenant: "common" }, 400, "invalid_request", 50194],
  ["no scope", { form: { scope: undefined } }, 400, "invalid_request", 90014],
  ["only OpenID's scopes", { form: { scope: "openid" } }, 400, "invalid_request", 90014],
  [
    "a permission for scope",
    { form: { scope: "https://graph.microsoft.com/Mail.Send" } },
    400,
    "invalid_scope",
    1002012,
  ],
  [
    "two resources",
    { form: { scope: "https://graph.microsoft.com/.default https://api.loganalytics.io/.default" } },
    400,
    "invalid_scope",
    28000,
  ],
  ["an unknown resource", { form: { scope: "https://graph.example.com/.default" } }, 400, "invalid_resource", 500011],
  [
    "an unknown application",
    { form: { client_id: "0f7f1d3e-0000-4000-8000-000000000000" } },
    400,
    "unauthorized_client",
    700016,
  ],
  ["no secret", { form: { client_secret: undefined } }, 401, "invalid_client", 7000216],
  ["a wrong secret", { form: { client_secret: "guess" } }, 401, "invalid_client", 7000215],
  ["an old secret", { form: { client_secret: "last year's" } }, 401, "invalid_client", 7000222],
  ["secret and assertion", { form: { client_assertion: "a.b.c" } }, 400, "invalid_request", 90023],
])("refused: %s", async (_case, asked, status, error, code) => {
  const answer = await ask(asked);
  expect([answer.status, answer.body["error"], answer.body["error_codes"]]).toEqual([status, error, [code]]);
});

test("the managed identity has no secret and is no application here", async () => {
  expect((await ask({ form: { client_id: services.identity.clientId } })).body["error_codes"]).toEqual([700016]);
});

test("an error says when, and by which ids it can be found", async () => {
  const correlation = "11111111-2222-4333-8444-555555555555";
  const { body } = await ask({ form: { client_secret: "guess" }, headers: { "client-request-id": correlation } });
  expect(body).toEqual({
    error: "invalid_client",
    error_description: expect.stringMatching(
      new RegExp(
        `^AADSTS7000215: Invalid client secret provided\\..*\\r\\nTrace ID: [0-9a-f-]{36}\\r\\nCorrelation ID: ${correlation}\\r\\nTimestamp: 2026-11-20 12:00:00Z$`,
      ),
    ),
    error_codes: [7000215],
    timestamp: "2026-11-20 12:00:00Z",
    trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    correlation_id: correlation,
    error_uri: "https://login.microsoftonline.com/error?code=7000215",
  });
});

test("no secret and no token is in the journal", async () => {
  const { body } = await ask({});
  const journal = JSON.stringify(services.state.journal);
  expect(journal).not.toContain(services.application.secrets[0]);
  expect(journal).not.toContain(String(body["access_token"]));
});

test("faults reach the token endpoint when they name it", async () => {
  services.state.faults.add({ name: "throttle", operations: ["token"], times: 1, delayMs: 1000 });
  const answer = await ask({});
  expect([answer.status, answer.headers["retry-after"], answer.body["error"]]).toEqual([
    429,
    "1",
    "temporarily_unavailable",
  ]);
});

test("discovery names the endpoints at the address that was asked", async () => {
  const { tenantId } = services.state;
  const ask = (path: string) => services.server.inject({ url: path, headers: { host: "127.0.0.1:8443" } });
  expect((await ask(`/${tenantId}/v2.0/.well-known/openid-configuration`)).json()).toMatchObject({
    issuer: `https://127.0.0.1:8443/${tenantId}/v2.0`,
    token_endpoint: `https://127.0.0.1:8443/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: `https://127.0.0.1:8443/${tenantId}/discovery/v2.0/keys`,
  });
  expect((await ask("/common/discovery/instance?api-version=1.1")).json()).toMatchObject({
    metadata: [{ aliases: ["127.0.0.1:8443"] }],
  });
  const foreign = await ask("/fabrikam.com/v2.0/.well-known/openid-configuration");
  expect([foreign.statusCode, foreign.json().error_codes]).toEqual([400, [90002]]);
});
