import { beforeEach, describe, expect, test } from "vitest";
import { createGraphTenant, type GraphTenant, outcome } from "../testing/graph-tenant.ts";
import { tiIndicator } from "../testing/ti-indicator.ts";
import { TI_INDICATOR_TYPE } from "./ti-indicator-type.ts";

const ALL = "/beta/security/tiIndicators";

let tenant: GraphTenant;

beforeEach(async () => {
  tenant = await createGraphTenant();
});

const externalIds = (body: { value: { externalId: string }[] }) => body.value.map(({ externalId }) => externalId);

test("what is made has every property, the service's own among them, and is read back", async () => {
  const made = await tenant.ask("POST", ALL, { body: tiIndicator("a", { tags: ["actor=ben@fabrikam.com"] }) });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    "@odata.context": expect.stringContaining("/beta/$metadata#security/tiIndicators/$entity"),
    azureTenantId: tenant.state.tenantId,
    ingestedDateTime: "2026-11-20T12:00:00.000Z",
    externalId: "a",
    tags: ["actor=ben@fabrikam.com"],
    isActive: true,
    severity: 3,
    killChain: [],
    url: null,
  });
  expect(
    Object.keys(made.body)
      .filter((name) => !name.startsWith("@"))
      .toSorted(),
  ).toEqual([...TI_INDICATOR_TYPE.properties.keys()].toSorted());
  expect((await tenant.ask("GET", `${ALL}/${made.body.id}`)).body).toEqual(made.body);
});

test("the same externalId twice makes two: nothing is looked up", async () => {
  for (const n of [1, 2]) await tenant.ask("POST", ALL, { body: tiIndicator("same", { severity: n }) });
  expect(externalIds((await tenant.ask("GET", ALL)).body)).toEqual(["same", "same"]);
});

describe("the list", () => {
  beforeEach(async () => {
    const value = ["a", "b", "o'neill"].map((id) => tiIndicator(id));
    await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value } });
  });

  test.each([
    ["externalId eq 'a'", ["a"]],
    ["externalId eq 'a' or externalId eq 'o''neill'", ["a", "o'neill"]],
    ["externalId in ('b','x')", ["b"]],
    ["startswith(externalId,'o') and not (severity eq 5)", ["o'neill"]],
    ["expirationDateTime gt 2026-11-26T00:00:00Z", ["a", "b", "o'neill"]],
    ["externalId eq 'nothing'", []],
  ])("$filter=%s", async (filter, expected) => {
    const { status, body } = await tenant.ask("GET", `${ALL}?$filter=${encodeURIComponent(filter)}`);
    expect([status, externalIds(body)]).toEqual([200, expected]);
  });

  test("a filter of a hundred ids", async () => {
    const filter = Array.from({ length: 100 }, (_, n) => `externalId eq '${n}'`).join(" or ");
    expect((await tenant.ask("GET", `${ALL}?$filter=${encodeURIComponent(filter)}`)).body.value).toEqual([]);
  });

  test("comes in pages, with the properties that were asked for", async () => {
    const first = await tenant.ask("GET", `${ALL}?$top=2&$select=externalId,id`);
    expect([externalIds(first.body), Object.keys(first.body.value[0])]).toEqual([
      ["a", "b"],
      ["externalId", "id"],
    ]);
    const next = new URL(first.body["@odata.nextLink"]);
    const second = await tenant.ask("GET", `${next.pathname}${next.search}`);
    expect([externalIds(second.body), second.body["@odata.nextLink"]]).toEqual([["o'neill"], undefined]);
  });

  test("holds an application's own alone", async () => {
    tenant.identity.roles.graph = ["ThreatIndicators.ReadWrite.OwnedBy"];
    const headers = { authorization: await tenant.bearer("graph", tenant.identity) };
    expect((await tenant.ask("GET", ALL, { headers })).body.value).toEqual([]);
    const [own] = (await tenant.ask("GET", ALL)).body.value;
    expect((await tenant.ask("DELETE", `${ALL}/${own.id}`, { headers })).status).toBe(404);
  });
});

test("a change is merged, answered with nothing or with the whole, and deleting removes", async () => {
  const { id } = (await tenant.ask("POST", ALL, { body: tiIndicator("a") })).body;
  const change = { expirationDateTime: "2026-12-24T00:00:00Z", targetProduct: "Azure Sentinel", severity: 1 };
  const silent = await tenant.ask("PATCH", `${ALL}/${id}`, { body: change });
  expect([silent.status, silent.body]).toEqual([204, undefined]);
  const shown = await tenant.ask("PATCH", `${ALL}('${id}')`, {
    body: { ...change, severity: 2 },
    headers: { prefer: "return=representation" },
  });
  expect([shown.status, shown.body.severity, shown.body.externalId]).toEqual([200, 2, "a"]);
  expect((await tenant.ask("DELETE", `${ALL}/${id}`)).status).toBe(204);
  expect(tenant.state.tiIndicators).toEqual([]);
});

describe("many at once", () => {
  test("all right: 200 with each", async () => {
    const value = Array.from({ length: 100 }, (_, n) => tiIndicator(String(n)));
    const { status, body } = await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value } });
    expect([status, externalIds(body).at(-1), tenant.state.tiIndicators.length]).toEqual([200, "99", 100]);
  });

  test("some refused: 206, in the place of each why, and the rest is there", async () => {
    const value = [
      tiIndicator("a"),
      tiIndicator("long", { description: "x".repeat(101) }),
      tiIndicator("blind", { networkIPv4: null }),
      tiIndicator("b"),
    ];
    const { status, body } = await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value } });
    expect([status, body.value.map((one: { code?: number }) => one.code)]).toEqual([
      206,
      [undefined, 400, 400, undefined],
    ]);
    expect(body.value[1]).toEqual({
      "@odata.type": "#microsoft.graph.resultInfo",
      code: 400,
      message: "Property 'description' must not be longer than 100 characters.",
      subCode: "InvalidIndicator",
    });
    expect(tenant.state.tiIndicators.map(({ values }) => values["externalId"])).toEqual(["a", "b"]);
  });

  test("one that cannot be read makes none", async () => {
    const value = [tiIndicator("a"), tiIndicator("b", { action: "shout" })];
    const answer = await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value } });
    expect([outcome(answer), tenant.state.tiIndicators]).toEqual([
      "400 BadRequest: Requested value 'shout' was not found.",
      [],
    ]);
  });

  test("by external id all that have it go, and each id is answered", async () => {
    for (const id of ["a", "a", "b"]) await tenant.ask("POST", ALL, { body: tiIndicator(id) });
    const path = `${ALL}/deleteTiIndicatorsByExternalId`;
    const { status, body } = await tenant.ask("POST", path, { body: { value: ["a", "nothing"] } });
    expect([status, body.value.map(({ code }: { code: number }) => code)]).toEqual([200, [200, 404]]);
    expect(tenant.state.tiIndicators.map(({ values }) => values["externalId"])).toEqual(["b"]);
  });

  test("partial: so many are taken", async () => {
    tenant.state.faults.add({ name: "partial", rows: 1 });
    const value = [tiIndicator("a"), tiIndicator("b")];
    const { status, body } = await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value } });
    expect([status, body.value[1].code, tenant.state.tiIndicators.length]).toEqual([206, 500, 1]);
  });
});

test("retired: as if it had never been there, until it is set back", async () => {
  tenant.state.settings.tiIndicators = "retired";
  const gone = "400 BadRequest: Resource not found for the segment 'tiIndicators'.";
  expect(outcome(await tenant.ask("GET", ALL))).toBe(gone);
  expect(outcome(await tenant.ask("GET", "security/tiIndicators"))).toBe(gone);
  expect(outcome(await tenant.ask("POST", `${ALL}/submitTiIndicators`, { body: { value: [] } }))).toBe(gone);
  tenant.state.settings.tiIndicators = "available";
  expect((await tenant.ask("GET", ALL)).status).toBe(200);
});

test("the fault `gone` is 410, and v1.0 never had it", async () => {
  tenant.state.faults.add({ name: "gone", times: 1 });
  expect(outcome(await tenant.ask("GET", ALL))).toBe("410 Gone: The API is no longer available.");
  expect(outcome(await tenant.ask("GET", "security/tiIndicators"))).toBe(
    "400 BadRequest: Resource not found for the segment 'tiIndicators'.",
  );
});

test("the 1001st request in a minute waits", async () => {
  for (let n = 0; n < 1_000; n += 1) await tenant.ask("GET", `${ALL}?$top=1`);
  const answer = await tenant.ask("GET", ALL);
  expect([outcome(answer), answer.headers["retry-after"]]).toEqual(["429 TooManyRequests: Too many requests.", "60"]);
});
