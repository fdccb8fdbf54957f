import { decodeJwt } from "jose";
import { beforeAll, expect, test } from "vitest";
import { createTestServices, NOON, type TestServices } from "../testing/services.ts";
import { registerManagedIdentity } from "./managed-identity.ts";

const GRAPH = "https%3A%2F%2Fgraph.microsoft.com";

let services: TestServices;

beforeAll(async () => {
  services = await createTestServices(({ server, routes, state, tokens }) =>
    registerManagedIdentity(server, routes, { state, tokens, header: "its-header" }),
  );
});

async function ask(path: string, headers: Readonly<Record<string, string>>) {
  const answer = await services.server.inject({ url: path, headers });
  return { status: answer.statusCode, body: answer.json<Record<string, string>>() };
}

const HEADER = { "x-identity-header": "its-header" };
const METADATA = { metadata: "true" };

test("App Service: a token, with numbers as texts", async () => {
  const { status, body } = await ask(`/msi/token?api-version=2019-08-01&resource=${GRAPH}`, HEADER);
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    expires_on: String(NOON / 1000 + 3599),
    resource: "https://graph.microsoft.com",
    token_type: "Bearer",
    client_id: services.identity.clientId.toUpperCase(),
  });
  expect(decodeJwt(body["access_token"] ?? "")).toMatchObject({ appid: services.identity.clientId, appidacr: "2" });
});

test("the virtual machine's metadata: a token, with numbers as texts", async () => {
  const { status, body } = await ask(
    `/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${GRAPH}`,
    METADATA,
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    refresh_token: "",
    expires_in: "3599",
    expires_on: String(NOON / 1000 + 3599),
    not_before: String(NOON / 1000),
    token_type: "Bearer",
  });
});

test("an identity can be named by its client id or object id", async () => {
  const { clientId, objectId } = services.identity;
  const path = `/msi/token?api-version=2019-08-01&resource=${GRAPH}`;
  expect((await ask(`${path}&client_id=${clientId.toUpperCase()}`, HEADER)).status).toBe(200);
  expect((await ask(`${path}&object_id=${objectId}`, HEADER)).status).toBe(200);
});

test.each<[string, string, Readonly<Record<string, string>>, number, RegExp]>([
  ["no header", `?api-version=2019-08-01&resource=${GRAPH}`, {}, 401, /X-IDENTITY-HEADER/],
  [
    "a wrong header",
    `?api-version=2019-08-01&resource=${GRAPH}`,
    { "x-identity-header": "x" },
    401,
    /X-IDENTITY-HEADER/,
  ],
  ["no version", `?resource=${GRAPH}`, HEADER, 400, /api-version/],
  ["the old version", `?api-version=2017-09-01&resource=${GRAPH}`, HEADER, 400, /api-version/],
  ["no resource", "?api-version=2019-08-01", HEADER, 400, /resource is required/],
  ["an empty resource", "?api-version=2019-08-01&resource=", HEADER, 400, /resource is required/],
  ["an unknown resource", "?api-version=2019-08-01&resource=https://x.example", HEADER, 400, /AADSTS500011/],
  ["a scope for a resource", `?api-version=2019-08-01&resource=${GRAPH}/.default`, HEADER, 400, /AADSTS500011/],
  ["another identity", `?api-version=2019-08-01&resource=${GRAPH}&client_id=x`, HEADER, 400, /No managed identity/],
  [
    "a resource id",
    `?api-version=2019-08-01&resource=${GRAPH}&mi_res_id=/subscriptions/x`,
    HEADER,
    400,
    /No managed identity/,
  ],
])("App Service refuses %s", async (_case, query, headers, status, message) => {
  const answer = await ask(`/msi/token${query}`, headers);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({
    statusCode: status,
    message: expect.stringMatching(message),
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test.each<[string, string, Readonly<Record<string, string>>, string]>([
  ["no Metadata header", `?api-version=2018-02-01&resource=${GRAPH}`, {}, "bad_request_102"],
  ["Metadata in another case", `?api-version=2018-02-01&resource=${GRAPH}`, { metadata: "True" }, "bad_request_102"],
  [
    "a forwarded request",
    `?api-version=2018-02-01&resource=${GRAPH}`,
    { ...METADATA, "x-forwarded-for": "192.0.2.1" },
    "bad_request_102",
  ],
  ["no version", `?resource=${GRAPH}`, METADATA, "invalid_request"],
  ["an old version", `?api-version=2017-04-02&resource=${GRAPH}`, METADATA, "invalid_request"],
  ["no resource", "?api-version=2018-02-01", METADATA, "invalid_request"],
  ["an unknown resource", "?api-version=2018-02-01&resource=https://x.example", METADATA, "invalid_resource"],
  ["another identity", `?api-version=2018-02-01&resource=${GRAPH}&client_id=x`, METADATA, "invalid_request"],
  ["a resource id", `?api-version=2018-02-01&resource=${GRAPH}&msi_res_id=x`, METADATA, "invalid_request"],
])("the metadata service refuses %s", async (_case, query, headers, error) => {
  const answer = await ask(`/metadata/identity/oauth2/token${query}`, headers);
  expect([answer.status, answer.body["error"]]).toEqual([400, error]);
  expect(answer.body["error_description"]).toMatch(/\w/);
});

test.each([404, 429, 503])("a fault makes either endpoint answer %i", async (status) => {
  const name = status === 404 ? "gone" : status === 429 ? "throttle" : "unavailable";
  services.state.faults.add({ name, operations: ["token"], times: 2 });
  expect((await ask(`/msi/token?api-version=2019-08-01&resource=${GRAPH}`, HEADER)).status).toBe(status);
  expect((await ask(`/metadata/identity/oauth2/token?resource=${GRAPH}`, METADATA)).status).toBe(status);
});
