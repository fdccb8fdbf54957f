import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADELE_ID, ALL_ROLES, createGraphTenant, GROUP_ID, type GraphTenant } from "../testing/graph-tenant.ts";

let tenant: GraphTenant;
beforeAll(async () => {
  tenant = await createGraphTenant();
});
beforeEach(() => tenant.grant(ALL_ROLES));

const list = async (filter: string) => {
  const { status, body } = await tenant.ask("GET", `groups?$select=displayName&$filter=${encodeURIComponent(filter)}`);
  return { status, names: body.value.map(({ displayName }: { displayName: string }) => displayName) };
};

test.each([
  ["mail eq 'SAPPHIRE@contoso.com'", ["Project Sapphire"]],
  ["proxyAddresses/any(p:p eq 'smtp:sales@contoso.com')", ["Sales"]],
  ["mailEnabled eq true and securityEnabled eq false", ["Project Sapphire"]],
  ["startswith(displayName,'s')", ["Sales"]],
  ["mail eq 'nobody@contoso.com'", []],
])("groups are filtered by %s", async (filter, names) => {
  expect(await list(filter)).toEqual({ status: 200, names });
});

test("a group is found by its id, and its address is one of its proxies", async () => {
  const { body } = await tenant.ask("GET", `groups('${GROUP_ID}')?$select=mail,proxyAddresses,groupTypes`);
  expect(body).toMatchObject({
    mail: "sapphire@contoso.com",
    proxyAddresses: ["SMTP:sapphire@contoso.com"],
    groupTypes: [],
  });
});

describe("members and owners", () => {
  const members = async (path: string) => (await tenant.ask("GET", `groups/${GROUP_ID}/${path}`)).body;

  test("are users, whichever of their addresses the data names", async () => {
    const { value } = await members("members?$select=id,mail");
    expect(value).toEqual([
      { "@odata.type": "#microsoft.graph.user", id: ADELE_ID, mail: "adele.vance@contoso.com" },
      {
        "@odata.type": "#microsoft.graph.user",
        id: "703cb35c-170b-4ee8-a410-a8927e48ef51",
        mail: "alex.o'neill@contoso.com",
      },
      {
        "@odata.type": "#microsoft.graph.user",
        id: "08bea748-4b92-42d0-a4ae-327e2699448a",
        mail: "anna.sato@contoso.com",
      },
    ]);
    expect((await members("owners")).value).toMatchObject([{ mail: "anna.sato@contoso.com" }]);
  });

  test("come in pages", async () => {
    const first = await members("members?$top=2&$select=mail");
    expect(first.value).toHaveLength(2);
    const rest = await tenant.ask("GET", first["@odata.nextLink"].replace("http://localhost:80", ""));
    expect(rest.body.value).toMatchObject([{ mail: "anna.sato@contoso.com" }]);
    expect(rest.body).not.toHaveProperty("@odata.nextLink");
  });

  test("are only counted, so to speak, for who may not read users: everything but their ids is null", async () => {
    tenant.grant(["GroupMember.Read.All"]);
    const { value } = await members("members?$select=mail,accountEnabled");
    expect(value[0]).toEqual({
      "@odata.type": "#microsoft.graph.user",
      id: ADELE_ID,
      mail: null,
      accountEnabled: null,
    });
  });
});
