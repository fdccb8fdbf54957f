import { beforeEach, describe, expect, test } from "vitest";
import { runQuery } from "../kql/run-query.ts";
import type { Audience } from "../route-tools.ts";
import type { Application } from "../state.ts";
import { createTestServices, NOON, type TestServices } from "../testing/services.ts";
import { registerSentinel } from "./register-sentinel.ts";
import { IDENTITY, indicator } from "./testing/objects.ts";
import { threatIntelTables } from "./threat-intel-tables.ts";

const WORKSPACE = "/workspaces/c44f5660-1ce2-4508-a762-a7a0e415d5af";
const PATH = `${WORKSPACE}/threat-intelligence-stix-objects:upload?api-version=2024-02-01-preview`;

let services: TestServices;

beforeEach(async () => {
  services = await createTestServices(
    ({ server, state, routes }) => registerSentinel(server, state, routes, { whenStored: (rows) => rows }),
    [...threatIntelTables()],
  );
});

interface Asked {
  readonly path?: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly audience?: Audience;
  readonly as?: Application;
}

async function ask(body: unknown, { path = PATH, method = "POST", headers = {}, audience, as }: Asked = {}) {
  const authorization = await services.bearer(audience ?? "resource-manager", as);
  const answer = await services.server.inject({
    method,
    url: path,
    headers: { authorization, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload };
}

const upload = (...stixobjects: readonly unknown[]) => ({ sourcesystem: "Lockbell", stixobjects });

function rows(query: string): readonly (readonly unknown[])[] {
  const outcome = runQuery(query, { tables: services.state.tables, now: services.clock.now, timespan: null });
  if (outcome.kind === "refused") throw new Error(outcome.message);
  return outcome.rows;
}

const versions = () =>
  rows("ThreatIntelIndicators | summarize Rows = count() by tostring(Data.id) | project Rows").flat();

describe("what is right is taken", () => {
  test("all: 200 with nothing in it, and KQL finds each column at once", async () => {
    const { status, text } = await ask(upload(indicator(1), IDENTITY));
    expect([status, text]).toEqual([200, ""]);
    const [row] = rows("ThreatIntelIndicators");
    const columns = threatIntelTables()[0]?.columns.map(({ name }) => name) ?? [];
    expect(Object.fromEntries(columns.map((name, index) => [name, row?.[index]]))).toEqual({
      TenantId: services.state.workspaceId,
      TimeGenerated: "2026-11-20T12:00:00Z",
      AzureTenantId: services.state.tenantId,
      WorkspaceId: services.state.workspaceId,
      Id: `${Buffer.from("Lockbell").toString("base64")}---${indicator(1).id}`,
      ObservableKey: "ipv4-addr:value",
      ObservableValue: "203.0.113.1",
      Pattern: "[ipv4-addr:value = '203.0.113.1']",
      Confidence: 15,
      Created: "2026-11-18T00:02:52Z",
      Modified: "2026-11-18T00:02:52Z",
      ValidFrom: "2026-11-18T00:02:52Z",
      ValidUntil: "2026-11-25T00:02:52Z",
      IsActive: true,
      IsDeleted: false,
      Revoked: false,
      Tags: '["actor=ben@fabrikam.com","documentName=Alpha plan.docx"]',
      AdditionalFields: '{"TLPLevel":"amber"}',
      Data: JSON.stringify(indicator(1)),
      Source: "Lockbell",
      SourceSystem: "Lockbell",
      LastUpdateMethod: "UploadApi",
      Type: "ThreatIntelIndicators",
    });
    expect(rows("ThreatIntelObjects | project StixType, tostring(Data.name)")).toEqual([
      ["identity", "Contoso Security"],
    ]);
  });

  test("some: 200, and what is wrong with the others by their place", async () => {
    const { status, text } = await ask(upload(indicator(1), indicator(2, { id: undefined }), indicator(3)));
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        errors: [
          {
            recordIndex: 1,
            errorMessages: ["Error for Property=id: Required property is missing. Actual value: NULL."],
          },
        ],
      },
    ]);
    expect(versions()).toEqual([1, 1]);
  });

  test("none: 400 with the same list", async () => {
    const { status, text } = await ask(upload(indicator(1, { confidence: 200 })));
    expect([status, JSON.parse(text).errors[0].recordIndex, versions()]).toEqual([400, 0, []]);
  });

  test("the list of messages by the specification's name, if it is set so", async () => {
    services.state.settings.uploadErrors = "validationErrorMessages";
    const { text } = await ask(upload(indicator(1, { confidence: 200 }), indicator(2)));
    expect(Object.keys(JSON.parse(text).errors[0])).toEqual(["recordIndex", "validationErrorMessages"]);
  });

  test("a hundred at once, and by the path of an older specification, the id in braces or upper case", async () => {
    const hundred = Array.from({ length: 100 }, (_, n) => indicator(n + 1));
    const path = `/workspaces/{${services.state.workspaceId.toUpperCase()}}/threatintelligencestixobjects:upload?api-version=2024-02-01-preview`;
    expect((await ask(upload(...hundred), { path })).status).toBe(200);
    expect(versions()).toHaveLength(100);
  });

  test("a pattern of several equalities is a row for each, one of none a row without observable", async () => {
    const pattern = "[url:value = 'https://fabrikam.com/a'] OR [domain-name:value = 'fabrikam.com']";
    await ask(upload(indicator(1, { pattern }), indicator(2, { pattern: "[url:value LIKE 'x%']" })));
    expect(rows("ThreatIntelIndicators | project ObservableKey, ObservableValue")).toEqual([
      ["url:value", "https://fabrikam.com/a"],
      ["domain-name:value", "fabrikam.com"],
      ["", ""],
    ]);
  });
});

describe("an object that is known", () => {
  const at = (time: string, parts = {}) => indicator(1, { modified: `2026-11-19T${time}Z`, ...parts });

  test.each<[string, readonly ReturnType<typeof at>[], number]>([
    ["the same again adds nothing", [at("10:00:00.000"), at("10:00:00.000")], 1],
    ["the same time with other words adds nothing", [at("10:00:00.000"), at("10:00:00.0000", { name: "x" })], 1],
    ["an older one adds nothing", [at("10:00:00.000"), at("09:59:59.999")], 1],
    ["a newer one adds a row", [at("10:00:00.000"), at("10:00:00.0001")], 2],
    ["revoked is for ever", [at("10:00:00.000"), at("11:00:00.000", { revoked: true }), at("12:00:00.000")], 2],
    ["two versions in one upload", [at("10:00:00.000"), at("11:00:00.000")], 2],
  ])("%s", async (_what, objects, expected) => {
    expect((await ask(upload(...objects))).status).toBe(200);
    expect(rows("ThreatIntelIndicators | count")).toEqual([[expected]]);
  });

  test("is another one from another source", async () => {
    await ask(upload(at("10:00:00.000")));
    await ask({ ...upload(at("10:00:00.000")), sourcesystem: "Fabrikam" });
    expect(rows("ThreatIntelIndicators | distinct Id | count")).toEqual([[2]]);
  });

  test("the newest row is what arg_max finds, and a revoked one is not active", async () => {
    await ask(upload(at("10:00:00.000")));
    services.clock.now += 1_000;
    await ask(upload(at("11:00:00.000", { revoked: true })));
    expect(
      rows("ThreatIntelIndicators | summarize arg_max(TimeGenerated, *) by Id | project IsActive, Revoked"),
    ).toEqual([[false, true]]);
  });
});

const ENVELOPE = (status: number, code: string, message: string) =>
  `${status} ${JSON.stringify({ error: { code, message } })}`;
const BAD = (message: string) => ENVELOPE(400, "BadRequest", message);

describe("a wrong request gets the service's error and changes nothing", () => {
  test.each<[string, unknown, Asked, string]>([
    [
      "no version",
      upload(indicator()),
      { path: PATH.replace(/\?.*/, "") },
      ENVELOPE(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
      ),
    ],
    [
      "another version",
      upload(indicator()),
      { path: PATH.replace("2024-02-01-preview", "2022-07-01") },
      ENVELOPE(
        400,
        "InvalidApiVersionParameter",
        "The api-version '2022-07-01' is invalid. The supported versions are '2024-02-01-preview'.",
      ),
    ],
    [
      "another workspace",
      upload(indicator()),
      { path: PATH.replace("c44f", "c44e") },
      ENVELOPE(404, "WorkspaceNotFound", "The workspace was not found."),
    ],
    [
      "another path",
      upload(indicator()),
      { path: PATH.replace("objects:upload", "objects:download") },
      '404 {"statusCode":404,"message":"Resource not found"}',
    ],
    ["another method", undefined, { method: "GET" }, '404 {"statusCode":404,"message":"Resource not found"}'],
    [
      "another content type",
      upload(indicator()),
      { headers: { "content-type": "text/plain" } },
      ENVELOPE(415, "UnsupportedMediaType", "The content type must be 'application/json'."),
    ],
    ["no JSON", "{", {}, BAD("The request body must be a JSON object.")],
    ["a bare list", [indicator()], {}, BAD("The request body must be a JSON object.")],
    [
      "no source system",
      { stixobjects: [indicator()] },
      {},
      BAD("The property 'sourcesystem' is required and must be a string."),
    ],
    [
      "Sentinel itself for a source",
      { ...upload(indicator()), sourcesystem: "Microsoft Sentinel" },
      {},
      BAD("The value 'Microsoft Sentinel' of the property 'sourcesystem' is restricted."),
    ],
    [
      "a source with a long name",
      { ...upload(indicator()), sourcesystem: "x".repeat(257) },
      {},
      BAD("The property 'sourcesystem' must not be longer than 256 characters."),
    ],
    [
      "no objects",
      { sourcesystem: "Lockbell" },
      {},
      BAD("The property 'stixobjects' is required and must be a non-empty array."),
    ],
    [
      "the older API's objects",
      { sourcesystem: "Lockbell", indicators: [indicator()] },
      {},
      BAD("The property 'stixobjects' is required and must be a non-empty array."),
    ],
    ["an empty list", upload(), {}, BAD("The property 'stixobjects' is required and must be a non-empty array.")],
    [
      "a hundred and one",
      upload(...Array.from({ length: 101 }, (_, n) => indicator(n))),
      {},
      BAD("The number of objects (101) exceeds the maximum of 100."),
    ],
  ])("%s", async (_what, body, asked, error) => {
    const { status, text } = await ask(body, asked);
    expect(`${status} ${text}`).toBe(error);
    expect([services.state.uploads.size, versions()]).toEqual([0, []]);
  });

  test.each<[string, () => Asked | Promise<Asked>, string]>([
    ["no token", () => ({ headers: { authorization: "" } }), "401 AuthenticationFailed"],
    ["no bearer token", () => ({ headers: { authorization: "Basic eDp5" } }), "401 InvalidAuthenticationToken"],
    ["a token for Graph", () => ({ audience: "graph" }), "401 InvalidAuthenticationTokenAudience"],
    ["a token for Log Analytics", () => ({ audience: "log-analytics" }), "401 InvalidAuthenticationTokenAudience"],
    [
      "an expired token",
      async () => {
        const authorization = await services.bearer("resource-manager");
        services.clock.now += 2 * 3_600_000;
        return { headers: { authorization } };
      },
      "401 ExpiredAuthenticationToken",
    ],
    [
      "a reader of the workspace",
      () => {
        services.application.workspaceRoles = ["Log Analytics Reader", "Microsoft Sentinel Reader"];
        return {};
      },
      "403 AuthorizationFailed",
    ],
  ])("%s", async (_what, make, expected) => {
    const { status, headers, text } = await ask(upload(indicator()), await make());
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    expect([`${status} ${error.code}`, headers["x-ms-error-code"]]).toEqual([expected, error.code]);
    expect(services.state.uploads.size).toBe(0);
  });

  test("who may not is told which right on what is missing", async () => {
    services.application.workspaceRoles = [];
    const { text } = await ask(upload(indicator()));
    expect(text).toContain(`with object id '${services.application.objectId}' does not have authorization`);
  });
});

test.each([
  "https://management.azure.com/",
  "https://management.core.windows.net",
  "https://management.usgovcloudapi.net/",
  "https://management.chinacloudapi.cn",
])("a token for %s is for it", async (resource) => {
  const { token } = await services.tokens.issue(services.application, resource, "resource-manager", "secret");
  const { status } = await ask(upload(indicator()), { headers: { authorization: `Bearer ${token}` } });
  expect(status).toBe(200);
});

test("the 101st request of an application in a minute waits, another application's does not", async () => {
  for (let n = 0; n < 100; n += 1) {
    services.clock.now = NOON + n * 100;
    expect((await ask(upload(indicator(n)))).status).toBe(200);
  }
  const { status, headers, text } = await ask(upload(indicator(101)));
  expect([status, text, headers["retry-after"]]).toEqual([
    429,
    '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 51 seconds."}',
    undefined,
  ]);
  expect((await ask(upload(indicator(102)), { as: services.identity })).status).toBe(200);
  services.clock.now = NOON + 60_000;
  expect((await ask(upload(indicator(101)))).status).toBe(200);
});

describe("faults", () => {
  test.each<[Parameters<TestServices["state"]["faults"]["add"]>[0], number, string, number]>([
    [{ name: "throttle", delayMs: 7_000 }, 429, "Try again in 7 seconds.", 0],
    [{ name: "unavailable" }, 503, "ServiceUnavailable", 0],
    [{ name: "gone" }, 404, "WorkspaceNotFound", 0],
    [{ name: "expire-token" }, 401, "ExpiredAuthenticationToken", 0],
    [
      { name: "partial" },
      200,
      '{"errors":[{"recordIndex":1,"errorMessages":["The object could not be published."]}]}',
      1,
    ],
    [{ name: "partial", rows: 0 }, 400, '"recordIndex":0', 0],
    [{ name: "slow", delayMs: 1 }, 200, "", 2],
  ])("%j", async (fault, status, words, stored) => {
    services.state.faults.add({ ...fault, operations: ["sentinel.upload"] });
    const answer = await ask(upload(indicator(1), indicator(2)));
    expect([answer.status, answer.text, services.state.uploads.size]).toEqual([
      status,
      expect.stringContaining(words),
      stored,
    ]);
  });

  test.each([
    ["lost-response", 2],
    ["drop", 0],
  ] as const)("%s: no answer, and %i are there", async (name, stored) => {
    services.state.faults.add({ name });
    await expect(ask(upload(indicator(1), indicator(2)))).rejects.toThrow();
    expect(services.state.uploads.size).toBe(stored);
  });
});

test("a table that was taken away is there again with the next upload", async () => {
  services.state.tables.splice(0);
  await ask(upload(indicator(1)));
  expect(services.state.tables.map(({ name }) => name)).toEqual(["ThreatIntelIndicators"]);
});
