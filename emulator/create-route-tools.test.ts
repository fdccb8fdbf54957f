import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { QUERY_ERRORS } from "./log-analytics/query-errors.ts";
import type { Route } from "./route-tools.ts";
import { createTestServices, NOON, type TestServices } from "./testing/services.ts";

let services: TestServices;
let handled: number;

beforeEach(async () => {
  handled = 0;
  const route: Route = {
    method: "POST",
    url: "/v1/things/:thing",
    operation: "mail.send",
    audience: "log-analytics",
    roles: ["Data.Read", "Data.Write"],
    errors: QUERY_ERRORS,
    patience: () => 20,
    handler({ params, search, body }) {
      handled += 1;
      return { status: 200, body: { thing: params["thing"], search: [...search], body: body.toString() } };
    },
  };
  services = await createTestServices(({ server, routes }) => {
    routes.fallback("/v1", QUERY_ERRORS);
    routes.route(server, route);
  });
  await services.server.listen({ host: "127.0.0.1", port: 0 });
});

afterEach(async () => {
  await services.server.close();
});

interface Heard {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Whether the answer came to its end. */
  readonly whole: boolean;
}

function ask(
  headers: Readonly<Record<string, string>>,
  path = "/v1/things/a%2Fb?x=1&x=2",
  body = "hello",
): Promise<Heard> {
  const { port } = services.server.server.address() as AddressInfo;
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("error", () => undefined);
      response.on("close", () => {
        resolve({ status: response.statusCode ?? null, headers: response.headers, text, whole: response.complete });
      });
    });
    asked.on("error", () => resolve({ status: null, headers: {}, text: "", whole: false }));
    asked.end(body);
  });
}

async function askWithToken(): Promise<Heard> {
  return await ask({ authorization: await services.bearer("log-analytics") });
}

test("a handler gets path, query string and body as they were sent, whatever the content type", async () => {
  const heard = await ask({ authorization: await services.bearer("log-analytics"), "content-type": "x/y" });
  expect(JSON.parse(heard.text)).toEqual({ thing: "a/b", search: [["x", "1"]], body: "hello" });
});

const refusals: [string, () => Promise<string | undefined>, number, string][] = [
  ["no token", async () => undefined, 401, "AuthenticationFailed"],
  ["another scheme", async () => "Basic YTpi", 403, "InvalidAuthenticationToken"],
  ["no JWT", async () => "Bearer hello", 403, "InvalidAuthenticationToken"],
  ["a JWT of nobody's", async () => `Bearer ${jwt({ alg: "RS256", kid: "x" }, {})}`, 403, "InvalidAuthenticationToken"],
  ["an unsigned JWT", async () => `Bearer ${jwt({ alg: "none" }, {})}`, 403, "InvalidAuthenticationToken"],
  ["a changed claim", async () => changed(await services.bearer("log-analytics")), 403, "InvalidAuthenticationToken"],
  ["Graph's token", () => services.bearer("graph"), 403, "InvalidAuthenticationTokenAudience"],
  ["an old token", () => oldToken(), 401, "InvalidTokenError"],
  ["no permission", () => tokenWithout(), 403, "InsufficientAccessError"],
];

test.each(refusals)("%s: refused before the handler", async (_case, token, status, code) => {
  const authorization = await token();
  const heard = await ask(authorization === undefined ? {} : { authorization });
  expect([heard.status, JSON.parse(heard.text).error.code]).toEqual([status, code]);
  expect(handled).toBe(0);
});

test("what Exchange grants counts for mail although no token says so", async () => {
  services.application.roles.logAnalytics = [];
  services.application.exchangeRoles = ["Application Data.Write"];
  expect((await askWithToken()).status).toBe(200);
});

test.each([
  ["throttle", 429, undefined],
  ["unavailable", 503, undefined],
  ["gone", 404, undefined],
  ["expire-token", 401, undefined],
] as const)("%s answers %i and nothing is done", async (name, status, retryAfter) => {
  services.state.faults.add({ name, times: 1 });
  const heard = await askWithToken();
  expect([heard.status, heard.headers["retry-after"], handled]).toEqual([status, retryAfter, 0]);
  expect((await askWithToken()).status).toBe(200);
});

test("throttle says when to come again if it is told to", async () => {
  services.state.faults.add({ name: "throttle", delayMs: 1500 });
  expect((await askWithToken()).headers["retry-after"]).toBe("2");
});

test("expire-token ends every token there is, and none that comes after, within the same millisecond", async () => {
  const [old, other] = [await services.bearer("log-analytics"), await services.bearer("log-analytics")];
  services.state.faults.add({ name: "expire-token", times: 1 });
  expect((await ask({ authorization: old })).status).toBe(401);
  expect((await ask({ authorization: other })).status).toBe(401);
  expect((await askWithToken()).status).toBe(200);
});

test("drop: the connection ends and nothing is done", async () => {
  services.state.faults.add({ name: "drop" });
  expect(await askWithToken()).toMatchObject({ status: null });
  expect(handled).toBe(0);
});

test("lost-response: it is done and the connection ends without an answer", async () => {
  services.state.faults.add({ name: "lost-response" });
  expect(await askWithToken()).toMatchObject({ status: null });
  expect(handled).toBe(1);
});

test("cut-short: the whole length is announced and half of it comes", async () => {
  services.state.faults.add({ name: "cut-short" });
  const heard = await askWithToken();
  expect(heard).toMatchObject({ status: 200, whole: false });
  expect(heard.text.length).toBe(Number(heard.headers["content-length"]) >> 1);
});

test("gateway-timeout: 504, and sometimes it was done, sometimes not", async () => {
  services.state.faults.add({ name: "gateway-timeout" });
  const statuses = new Set<number | null>();
  for (let n = 0; n < 20; n += 1) {
    statuses.add((await askWithToken()).status);
  }
  expect([...statuses]).toEqual([504]);
  expect(handled).toBeGreaterThan(2);
  expect(handled).toBeLessThan(18);
});

test.each([
  [10, 200],
  [20, 504],
  [60_000, 504],
])("slow by %i ms where the service waits 20: %i", async (delayMs, status) => {
  services.state.faults.add({ name: "slow", delayMs });
  expect((await askWithToken()).status).toBe(status);
});

test("where no route is, the API of that path says so, and nobody else", async () => {
  const heard = await ask({}, "/V1/nothing");
  expect([heard.status, JSON.parse(heard.text).error.code]).toEqual([404, "PathNotFoundError"]);
  expect(await ask({}, "/v1.0/nothing")).toMatchObject({ status: 404, text: "" });
});

test("the journal holds what was asked, what came of it, and no secret", async () => {
  services.state.faults.add({ name: "lost-response", times: 1, after: 1 });
  const authorization = await services.bearer("log-analytics");
  await ask({ authorization }, "/v1/things/a?client_secret=s3cret&x=1", "y".repeat(5_000));
  await ask({ authorization });
  await ask({}, "/elsewhere?access_token=t0ken", "client_secret=s3cret");
  expect(services.state.journal).toEqual([
    {
      n: 1,
      at: NOON,
      method: "POST",
      path: "/v1/things/a?client_secret=***&x=1",
      operation: "mail.send",
      status: 200,
      durationMs: 0,
      fault: null,
      body: "y".repeat(4_000),
    },
    expect.objectContaining({ n: 2, status: null, fault: "lost-response" }),
    expect.objectContaining({ n: 3, status: 404, operation: null, path: "/elsewhere?access_token=***", body: "" }),
  ]);
  expect(JSON.stringify(services.state.journal)).not.toContain(authorization.slice(-40));
});

function jwt(header: unknown, claims: unknown): string {
  return [header, claims, "signature"].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}

function changed(token: string): string {
  const [header, claims = "", signature] = token.split(".");
  const text = Buffer.from(claims, "base64url").toString().replace("Data.Read", "Data.Reed");
  return [header, Buffer.from(text).toString("base64url"), signature].join(".");
}

async function oldToken(): Promise<string> {
  const token = await services.bearer("log-analytics");
  services.clock.now += 3_600_000;
  return token;
}

async function tokenWithout(): Promise<string> {
  services.application.roles.logAnalytics = ["Other.Read"];
  return await services.bearer("log-analytics");
}
