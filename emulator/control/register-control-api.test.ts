import fastify, { type FastifyInstance } from "fastify";
import { beforeEach, expect, test } from "vitest";
import { createLateRows } from "../late-rows.ts";
import { seededRandom } from "../random.ts";
import type { EmulatorState } from "../state.ts";
import { makeTestCertificate } from "../testing/certificates.ts";
import { createTestServices, NOON } from "../testing/services.ts";
import { registerControlApi } from "./register-control-api.ts";

let state: EmulatorState;
let server: FastifyInstance;

beforeEach(async () => {
  ({ state } = await createTestServices(() => undefined));
  server = fastify();
  const late = createLateRows(state.tables, seededRandom(1), state.now);
  registerControlApi(server, state, { whenStored: late.store });
});

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

async function ask(method: Method, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const payload = body === undefined ? {} : { payload: body as object };
  const answer = await server.inject({
    method,
    url: `/emulator${path}`,
    headers: { host: "localhost:1", ...headers },
    ...payload,
  });
  return { status: answer.statusCode, body: answer.payload === "" ? null : answer.json() };
}

const TABLE = { columns: [{ name: "TimeGenerated", type: "datetime" }], rows: [["2026-11-18T00:00:00Z"]] };

test("faults are switched on, one or several, listed, and switched off", async () => {
  await ask("POST", "/faults", { name: "slow", delayMs: 5 });
  await ask("POST", "/faults", [{ name: "drop" }, { name: "gone", times: 1 }]);
  const faults = [{ name: "slow", delayMs: 5 }, { name: "drop" }, { name: "gone", times: 1 }];
  expect(await ask("GET", "/faults")).toEqual({ status: 200, body: { faults } });
  expect(state.faults.take("query")?.name).toBe("slow");
  expect(await ask("DELETE", "/faults")).toEqual({ status: 200, body: { faults: [] } });
  expect(state.faults.take("query")).toBeNull();
});

test("permissions and credentials are changed by name, the rest stays, and secrets are counted, not shown", async () => {
  const { clientId } = state.applications[0]!;
  const { certificate, publicKey } = await makeTestCertificate();
  const federations = [{ issuer: "https://kubernetes.contoso.com/", subject: "lockbell", publicKey }];
  const change = {
    roles: { graph: ["Mail.Send"] },
    exchangeRoles: ["Application Mail.Read"],
    workspaceRoles: [],
    secrets: ["one", "two"],
    certificates: [certificate],
    federations,
  };
  const { status, body } = await ask("PATCH", `/applications/${clientId}`, change);
  expect([status, body]).toEqual([
    200,
    {
      ...change,
      roles: { graph: ["Mail.Send"], logAnalytics: ["Data.Read"] },
      secrets: 2,
      clientId,
      objectId: state.applications[0]!.objectId,
      displayName: "Lockbell",
      managed: false,
    },
  ]);
  expect(state.applications[0]).toMatchObject({ secrets: ["one", "two"], exchangeRoles: ["Application Mail.Read"] });
  expect(JSON.stringify((await ask("GET", "/applications")).body)).not.toContain('"two"');
});

test("rows that are posted are visible now, however old they are, or when they are said to be", async () => {
  expect((await ask("POST", "/tables/A_CL", TABLE)).body).toEqual({ name: "A_CL", columns: TABLE.columns, rows: 1 });
  expect((await ask("POST", "/tables/A_CL", { ...TABLE, ingestedAt: "2026-11-22T12:00:00Z" })).body.rows).toBe(2);
  expect((await ask("POST", "/tables/A_CL", { tables: [TABLE], ingestedAt: 5 })).body.rows).toBe(3);
  const later = Date.UTC(2026, 10, 22, 12);
  expect(state.tables[0]?.rows.map(({ ingestedAt }) => ingestedAt)).toEqual([NOON, later, 5]);
});

test("rows come late while late-rows stands", async () => {
  await ask("POST", "/faults", { name: "late-rows", delayMs: 1000 });
  await ask("POST", "/tables/A_CL", TABLE);
  expect(state.tables[0]?.rows[0]?.ingestedAt).toBe(NOON + 1000);
});

test("PUT replaces a table, columns and all, and DELETE takes it away", async () => {
  await ask("POST", "/tables/A_CL", TABLE);
  const other = { columns: [{ name: "x", type: "long" }], rows: [[1], [2]] };
  expect((await ask("PUT", "/tables/A_CL", other)).body.rows).toBe(2);
  expect((await ask("GET", "/tables")).body.tables).toEqual([{ name: "A_CL", columns: other.columns, rows: 2 }]);
  expect((await ask("DELETE", "/tables/A_CL")).status).toBe(204);
  expect(state.tables).toEqual([]);
});

test("what security tools were told can be listed", async () => {
  expect((await ask("GET", "/indicators")).body).toEqual({ uploads: [], tiIndicators: [] });
  const one = { sourceSystem: "Lockbell", id: "a", type: "indicator", object: { id: "a" }, versions: 1 };
  state.uploads.set("a", { ...one, firstReceivedAt: 1, receivedAt: 1 });
  state.tiIndicators.push({ id: "b", ownedBy: "c", ingestedAt: 2, values: { externalId: "d" } });
  expect((await ask("GET", "/indicators")).body).toEqual({
    uploads: [{ ...one, firstReceivedAt: 1, receivedAt: 1 }],
    tiIndicators: [{ id: "b", ownedBy: "c", ingestedAt: 2, values: { externalId: "d" } }],
  });
});

test("settings are shown and changed one by one", async () => {
  const usual = { tiIndicators: "available", uploadErrors: "errorMessages" };
  expect((await ask("GET", "/settings")).body).toEqual(usual);
  const changed = { ...usual, tiIndicators: "retired" };
  expect((await ask("PATCH", "/settings", { tiIndicators: "retired" })).body).toEqual(changed);
  expect(state.settings).toEqual(changed);
});

test("journal and mailboxes can be read, the journal from an entry on", async () => {
  const entry = { at: 0, method: "GET", path: "/", operation: null, status: 200, durationMs: 0, fault: null, body: "" };
  state.journal.push({ n: 1, ...entry }, { n: 2, ...entry });
  expect((await ask("GET", "/journal?after=1")).body.entries).toEqual([{ n: 2, ...entry }]);
  expect((await ask("GET", "/mailboxes")).body.mailboxes).toEqual([
    { address: "document-protection@contoso.com", ours: true, messages: [] },
  ]);
});

test.each<[Method, string, unknown, number, RegExp]>([
  ["POST", "/faults", { name: "thottle" }, 400, /no fault is named "thottle"/],
  ["POST", "/faults", undefined, 400, /a fault is an object/],
  ["POST", "/faults", [{ name: "slow" }, { name: "slow", times: 0 }], 400, /"times" is a whole number/],
  ["PATCH", "/applications/unknown", {}, 404, /no application has this client id/],
  ["PATCH", "/applications/OWN", [], 400, /a change is an object/],
  ["PATCH", "/applications/OWN", { clientId: "x" }, 400, /no "clientId" that can be changed/],
  ["PATCH", "/applications/OWN", { secrets: "x" }, 400, /"secrets" is a list of texts/],
  ["PATCH", "/applications/OWN", { roles: { Graph: [] } }, 400, /"roles" has no "Graph"/],
  ["PATCH", "/applications/OWN", { certificates: ["x"] }, 400, /"certificates" holds PEM texts/],
  ["PATCH", "/applications/OWN", { federations: [{}] }, 400, /"federations" is/],
  ["PATCH", "/settings", { tiIndicators: "gone" }, 400, /"tiIndicators" is one of available, retired/],
  ["PATCH", "/settings", { colour: "red" }, 400, /no setting "colour"; there are tiIndicators, uploadErrors/],
  ["PATCH", "/settings", [], 400, /settings are an object/],
  ["POST", "/tables/A-CL", TABLE, 400, /a table's name is letters/],
  ["POST", "/tables/A_CL", { ...TABLE, ingestedAt: "soon" }, 400, /"ingestedAt" is an ISO time/],
  ["POST", "/tables/A_CL", { columns: [], rows: [] }, 400, /"columns"/],
  ["POST", "/tables/B_CL", { columns: [{ name: "x", type: "int" }], rows: [] }, 400, /table "B_CL" has other columns/],
  ["DELETE", "/tables/A_CL", undefined, 404, /no table "A_CL"/],
  ["GET", "/journal?after=x", undefined, 400, /"after" is the number of an entry/],
])("%s %s with %j is refused in words, and nothing is changed", async (method, path, body, status, message) => {
  await ask("POST", "/tables/B_CL", TABLE);
  const before = JSON.stringify([state.applications, state.tables, state.faults.list(), state.settings]);
  const answer = await ask(method, path.replace("OWN", state.applications[0]!.clientId), body);
  expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(message)]);
  expect(JSON.stringify([state.applications, state.tables, state.faults.list(), state.settings])).toBe(before);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["by another name for this machine", { host: "emulator.example:1" }],
  ["from another site's page", { origin: "https://site.example" }],
  ["from a page of another port", { origin: "http://localhost:2" }],
])("who asks %s is turned away", async (_case, headers) => {
  expect((await ask("DELETE", "/faults", undefined, headers)).status).toBe(403);
});
