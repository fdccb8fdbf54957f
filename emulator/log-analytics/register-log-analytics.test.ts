import { afterEach, beforeEach, expect, test } from "vitest";
import type { Application } from "../state.ts";
import type { StoredTable } from "../tables.ts";
import { createTestServices, NOON, type TestServices } from "../testing/services.ts";
import { SERVICE_LIMITS } from "./query-limits.ts";
import { registerLogAnalytics } from "./register-log-analytics.ts";

const WORKSPACE = "/v1/workspaces/c44f5660-1ce2-4508-a762-a7a0e415d5af/query";
const JSON_TYPE = { "content-type": "application/json" };
const ALL = "Usage_CL | project TimeGenerated, Who_s, More_s";

let services: TestServices;
let tables: StoredTable[];

beforeEach(async () => {
  tables = [
    {
      name: "Usage_CL",
      columns: [
        { name: "TimeGenerated", type: "datetime" },
        { name: "Who_s", type: "string" },
        { name: "More_s", type: "dynamic" },
      ],
      rows: [
        { cells: ["2026-11-20T10:00:00Z", "adele.vance@contoso.com", '{"a":1}'], ingestedAt: NOON - 7_000_000 },
        { cells: ["2026-11-20T11:30:00Z", "alex.laurent@contoso.com", null], ingestedAt: NOON - 1_000_000 },
        { cells: ["2026-11-20T11:40:00Z", "late@contoso.com", null], ingestedAt: NOON + 60_000 },
      ],
    },
  ];
  const limits = { queries: { ...SERVICE_LIMITS, concurrent: 1, queued: 1 }, answer: { rows: 50, bytes: 1_000_000 } };
  services = await createTestServices(
    ({ server, routes, state }) => registerLogAnalytics(server, state, routes, limits),
    tables,
  );
});

afterEach(async () => {
  await services.server.close();
});

interface Asked {
  readonly method?: "GET" | "POST" | "PUT";
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly as?: Application;
}

async function ask({ method = "POST", url = WORKSPACE, headers = JSON_TYPE, body, as }: Asked) {
  const payload = body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) };
  const authorization = await services.bearer("log-analytics", as);
  const answer = await services.server.inject({ method, url, headers: { authorization, ...headers }, ...payload });
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload };
}

function who(text: string): unknown[] {
  return (JSON.parse(text) as { tables: [{ rows: unknown[][] }] }).tables[0].rows.map((row) => row[1]);
}

test("a query is answered with the rows that have been ingested, dynamic as JSON text", async () => {
  const { status, headers, text } = await ask({ body: { query: `${ALL} | order by TimeGenerated asc` } });
  expect([status, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  const { tables: answered } = JSON.parse(text) as { tables: unknown[] };
  expect(answered).toHaveLength(1);
  expect(answered[0]).toMatchObject({
    name: "PrimaryResult",
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "Who_s", type: "string" },
      { name: "More_s", type: "dynamic" },
    ],
  });
  expect(who(text)).toEqual(["adele.vance@contoso.com", "alex.laurent@contoso.com"]);
  expect(text).toContain('"{\\"a\\":1}"');
});

test("a row is there from its ingestion on", async () => {
  services.clock.now += 60_000;
  expect(who((await ask({ body: { query: ALL } })).text)).toContain("late@contoso.com");
});

test("a row may be there only later than its ingestion time says", async () => {
  const [table] = tables.splice(0);
  const rows = (table?.rows ?? []).map((row) => ({ ...row, visibleAt: NOON + 30_000 }));
  if (table !== undefined) tables.push({ ...table, rows });
  expect((await ask({ body: { query: ALL } })).status).toBe(204);
  services.clock.now += 30_000;
  const answer = await ask({ body: { query: `${ALL} | where ingestion_time() < datetime(2026-11-20T12:00:00Z)` } });
  expect(who(answer.text)).toEqual(["adele.vance@contoso.com", "alex.laurent@contoso.com"]);
});

test("an expired token is 401 and 403 in turn", async () => {
  services.state.faults.add({ name: "expire-token", times: 3 });
  const answers = [
    await ask({ body: { query: ALL } }),
    await ask({ body: { query: ALL } }),
    await ask({ body: { query: ALL } }),
  ];
  expect(answers.map(({ status, text }) => [status, JSON.parse(text).error.innererror.code])).toEqual([
    [401, "TokenExpired"],
    [403, "TokenExpired"],
    [401, "TokenExpired"],
  ]);
});

test("GET asks the same in the URL", async () => {
  const { text } = await ask({ method: "GET", url: `${WORKSPACE}?query=${encodeURIComponent(ALL)}&timespan=PT1H` });
  expect(who(text)).toEqual(["alex.laurent@contoso.com"]);
});

test("timespans in URL and body leave what is in both", async () => {
  const url = `${WORKSPACE}?timespan=2026-11-20T09:00:00Z/PT2H`;
  expect(who((await ask({ url, body: { query: ALL, timespan: "P1D" } })).text)).toEqual(["adele.vance@contoso.com"]);
  expect(who((await ask({ url, body: { query: ALL, timespan: "PT1H" } })).text)).toEqual([]);
});

test("the workspace itself among the workspaces is no harm", async () => {
  const workspaces = [services.state.workspaceId.toUpperCase()];
  expect((await ask({ body: { query: ALL, workspaces } })).status).toBe(200);
});

test.each<[string, Asked]>([
  ["no body", {}],
  ["no content type", { headers: {}, body: { query: ALL } }],
  ["another content type", { headers: { "content-type": "text/plain" }, body: { query: ALL } }],
])("a POST with %s is answered 200 and nothing", async (_case, asked) => {
  expect(await ask(asked)).toMatchObject({ status: 200, text: "" });
});

test("a workspace without any row is answered 204 and nothing, whatever is asked", async () => {
  tables.splice(0);
  expect(await ask({ body: { query: "Nothing_CL" } })).toMatchObject({ status: 204, text: "" });
});

const OTHER = "/v1/workspaces/00000000-0000-4000-8000-000000000000/query";
const BAD = { code: "BadArgumentError", message: "The request had some invalid properties" };
const NO_PATH = { code: "PathNotFoundError", message: "The requested path does not exist" };

test.each<[string, Asked, number, object]>([
  ["another workspace", { url: OTHER, body: { query: ALL } }, 404, { code: "WorkspaceNotFoundError" }],
  ["no query", { body: {} }, 400, { ...BAD, innererror: { code: "QueryValidationError" } }],
  ["a query that is no text", { body: { query: 1 } }, 400, { ...BAD, innererror: { code: "QueryValidationError" } }],
  ["GET without a query", { method: "GET" }, 400, { ...BAD, innererror: { code: "QueryValidationError" } }],
  ["no JSON", { body: "{" }, 400, { ...BAD, innererror: { code: "MalformedJson" } }],
  ["JSON that is no object", { body: [] }, 400, { ...BAD, innererror: { code: "MalformedJson" } }],
  [
    "a timespan that is none",
    { body: { query: ALL, timespan: "1h" } },
    400,
    { ...BAD, innererror: { code: "InvalidTimespan" } },
  ],
  [
    "a timespan that is no text",
    { body: { query: ALL, timespan: 1 } },
    400,
    { ...BAD, innererror: { code: "InvalidParameter" } },
  ],
  [
    "workspaces that are no list",
    { body: { query: ALL, workspaces: "x" } },
    400,
    { ...BAD, innererror: { code: "InvalidParameter" } },
  ],
  [
    "a workspace nobody knows",
    { body: { query: ALL, workspaces: ["x"] } },
    400,
    { ...BAD, innererror: { code: "SemanticError" } },
  ],
  [
    "more workspaces than may be",
    { body: { query: ALL, workspaces: Array(101).fill("c44f5660-1ce2-4508-a762-a7a0e415d5af") } },
    400,
    { ...BAD, innererror: { code: "TooManyResources" } },
  ],
  [
    "a query that cannot be read",
    { body: { query: "Usage_CL | where (" } },
    400,
    { ...BAD, innererror: { code: "SyntaxError" } },
  ],
  [
    "a column that is not there",
    { body: { query: "Usage_CL | where Whom_s == ''" } },
    400,
    { ...BAD, innererror: { code: "SemanticError" } },
  ],
  ["a table that is not there", { body: { query: "Use_CL" } }, 400, { ...BAD, innererror: { code: "SemanticError" } }],
  [
    "what only the real service runs",
    { body: { query: "Usage_CL | evaluate bag_unpack(More_s)" } },
    400,
    { ...BAD, innererror: { code: "NotSupported", message: expect.stringMatching(/emulate.*'evaluate'/) } },
  ],
  ["another verb", { method: "PUT", body: { query: ALL } }, 404, NO_PATH],
  ["another path", { url: "/v1/workspaces", body: { query: ALL } }, 404, NO_PATH],
  ["the retired batch", { url: "/v1/$batch", body: { requests: [] } }, 404, NO_PATH],
])("refused: %s", async (_case, asked, status, error) => {
  const answer = await ask(asked);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text).error).toMatchObject(error);
});

test("an error inside an error says what and where", async () => {
  const { text } = await ask({ body: { query: "Usage_CL | where Whom_s == ''" } });
  expect(JSON.parse(text).error).toMatchObject({
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    innererror: { message: "A semantic error occurred.", innererror: { message: expect.stringContaining("Whom_s") } },
  });
});

test.each<[string, (application: Application) => void, string | null]>([
  ["with everything", () => undefined, null],
  ["without Data.Read", (one) => one.roles.logAnalytics.splice(0), "UnauthorizedClient"],
  ["without a role on the workspace", (one) => one.workspaceRoles.splice(0), "AuthorizationFailedError"],
  ["with another role", (one) => one.workspaceRoles.splice(0, 1, "Key Vault Reader"), "AuthorizationFailedError"],
])("an application %s", async (_case, change, inner) => {
  change(services.application);
  const { status, text } = await ask({ body: { query: ALL } });
  expect(status).toBe(inner === null ? 200 : 403);
  if (inner !== null) {
    expect(JSON.parse(text).error).toMatchObject({ code: "InsufficientAccessError", innererror: { code: inner } });
  }
});

test("a managed identity needs the role on the workspace alone", async () => {
  const as = services.identity;
  as.roles.logAnalytics.splice(0);
  expect((await ask({ body: { query: ALL }, as })).status).toBe(200);
  as.workspaceRoles.splice(0);
  expect((await ask({ body: { query: ALL }, as })).status).toBe(403);
});

test("the same question within two minutes gets the same answer and its age, unless it is told not to", async () => {
  const body = { query: ALL };
  const first = await ask({ body });
  services.clock.now += 61_500;
  const second = await ask({ body });
  expect([second.text, first.headers["age"], second.headers["age"]]).toEqual([first.text, undefined, "61"]);
  const fresh = await ask({ body, headers: { ...JSON_TYPE, "cache-control": "no-cache" } });
  expect(who(fresh.text)).toHaveLength(3);
  expect(fresh.headers["age"]).toBeUndefined();
});

test("a partial answer is 200 with an error inside, and is not given again", async () => {
  services.state.faults.add({ name: "truncate", rows: 1, times: 1 });
  const partial = await ask({ body: { query: ALL } });
  expect([partial.status, JSON.parse(partial.text).error.code]).toEqual([200, "PartialError"]);
  const whole = await ask({ body: { query: ALL } });
  expect([who(whole.text).length, JSON.parse(whole.text).error]).toEqual([2, undefined]);
});

test("what takes longer than Prefer's wait is 504", async () => {
  services.state.faults.add({ name: "slow", delayMs: 60_000 });
  const began = performance.now();
  const answer = await ask({ body: { query: ALL }, headers: { ...JSON_TYPE, prefer: "wait=1" } });
  expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([504, "GatewayTimeout"]);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("what is neither run nor queued is 429, and does not say when to come again", async () => {
  services.state.faults.add({ name: "slow", delayMs: 50 });
  const answers = await Promise.all([1, 2, 3].map((n) => ask({ body: { query: `${ALL} | take ${n}` } })));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  expect(refused[0]?.headers["retry-after"]).toBeUndefined();
});
