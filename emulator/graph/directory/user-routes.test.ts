import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADELE_ID, ALL_ROLES, createGraphTenant, DELETED_ID, type GraphTenant } from "../testing/graph-tenant.ts";

let tenant: GraphTenant;
beforeAll(async () => {
  tenant = await createGraphTenant();
});
beforeEach(() => tenant.grant(ALL_ROLES));

const eventual = { consistencylevel: "eventual" };
const names = (body: { value: { displayName: string }[] }) => body.value.map(({ displayName }) => displayName);

describe("one user", () => {
  test.each([
    ["by id", `users/${ADELE_ID}`],
    ["by user principal name, in any case", "users/Adele.Vance@CONTOSO.com"],
    ["as a key in parentheses", "users('adele.vance@contoso.com')"],
    ["in beta", "/beta/users/adele.vance@contoso.com"],
  ])("is found %s", async (_how, path) => {
    const { status, body } = await tenant.ask("GET", path);
    expect(status).toBe(200);
    expect(body.displayName).toBe("Adele Vance");
  });

  test("has the usual properties and no others, null where nothing is known", async () => {
    const { body } = await tenant.ask("GET", `users/${ADELE_ID}`);
    expect(body).toEqual({
      "@odata.context": "http://localhost:80/v1.0/$metadata#users/$entity",
      businessPhones: [],
      displayName: "Adele Vance",
      givenName: null,
      jobTitle: null,
      mail: "adele.vance@contoso.com",
      mobilePhone: null,
      officeLocation: null,
      preferredLanguage: "de-DE",
      surname: null,
      userPrincipalName: "adele.vance@contoso.com",
      id: ADELE_ID,
    });
  });

  test("has the selected properties, as the type writes them", async () => {
    const { body } = await tenant.ask("GET", `users/${ADELE_ID}?$select=id,ACCOUNTENABLED,proxyAddresses,otherMails`);
    expect(body).toEqual({
      "@odata.context": "http://localhost:80/v1.0/$metadata#users(id,accountEnabled,proxyAddresses,otherMails)/$entity",
      id: ADELE_ID,
      accountEnabled: true,
      proxyAddresses: ["SMTP:adele.vance@contoso.com", "smtp:adele.vance@contoso.onmicrosoft.com"],
      otherMails: [],
    });
  });

  test("who is a guest is found with the # of the name escaped, and by a quote doubled in parentheses", async () => {
    const guest = await tenant.ask("GET", "users/berta_fabrikam.com%23EXT%23@contoso.com");
    expect(guest.body.mail).toBe("berta@fabrikam.com");
    const quoted = await tenant.ask("GET", "users('alex.o''neill@contoso.com')");
    expect(quoted.body.displayName).toBe("Alex O'Neill");
  });

  test("an address that is not the user principal name is not a key", async () => {
    expect((await tenant.ask("GET", "users/adele.vance@contoso.onmicrosoft.com")).status).toBe(404);
  });

  test("brings the manager along, or nothing where there is none", async () => {
    const query = "$select=id&$expand=manager($select=mail,displayName)";
    const managed = await tenant.ask("GET", `users/anna.sato@contoso.com?${query}`);
    expect(managed.body.manager).toEqual({
      "@odata.type": "#microsoft.graph.user",
      mail: "adele.vance@contoso.com",
      displayName: "Adele Vance",
    });
    expect((await tenant.ask("GET", `users/${ADELE_ID}?${query}`)).body).not.toHaveProperty("manager");
  });

  test("shows the basics only to who may read the basics only", async () => {
    tenant.grant(["User.ReadBasic.All"]);
    const { body } = await tenant.ask("GET", `users/${ADELE_ID}?$select=id,mail,accountEnabled,department`);
    expect(Object.keys(body)).toEqual(["@odata.context", "id", "mail"]);
  });
});

test("a manager is a user of its own", async () => {
  const { body } = await tenant.ask("GET", "users/anna.sato@contoso.com/manager?$select=id,mail");
  expect(body).toMatchObject({ "@odata.type": "#microsoft.graph.user", id: ADELE_ID, mail: "adele.vance@contoso.com" });
});

test("a deleted user is found among the deleted alone, by id", async () => {
  expect((await tenant.ask("GET", `users/${DELETED_ID}`)).status).toBe(404);
  expect((await tenant.ask("GET", "users/gone@contoso.com")).status).toBe(404);
  const { body } = await tenant.ask("GET", `directory/deletedItems/${DELETED_ID}?$select=mail,deletedDateTime`);
  expect(body).toMatchObject({ mail: "gone@contoso.com", deletedDateTime: "2026-11-10T08:00:00Z" });
  expect((await tenant.ask("GET", `directory/deletedItems/${ADELE_ID}`)).status).toBe(404);
});

describe("many users", () => {
  test.each([
    ["an alias", "proxyAddresses/any(p:p eq 'smtp:ANNA.sato@contoso.onmicrosoft.com')", ["Anna Sato"]],
    ["the beginning of an alias", "proxyAddresses/any(x:startswith(x,'smtp:adele'))", ["Adele Vance"]],
    ["mail", "mail eq 'adele.vance@CONTOSO.com'", ["Adele Vance"]],
    ["a name with a quote", "userPrincipalName eq 'alex.o''neill@contoso.com'", ["Alex O'Neill"]],
    ["another address", "otherMails/any(m:m eq 'anna@fabrikam.com')", ["Anna Sato"]],
    ["the beginning of a name", "startswith(displayName,'a')", ["Adele Vance", "Alex O'Neill", "Anna Sato"]],
    ["or", "mail eq 'nobody@contoso.com' or displayName eq 'Berta Kim'", ["Berta Kim"]],
    [
      "and, with brackets",
      "(userType eq 'Guest' or department eq 'Legal') and accountEnabled eq true",
      ["Alex O'Neill", "Berta Kim"],
    ],
    ["a list", "mail in ('anna.sato@contoso.com','adele.vance@contoso.com')", ["Adele Vance", "Anna Sato"]],
    ["nobody", "mail eq 'nobody@contoso.com'", []],
  ])("are filtered by %s", async (_what, filter, expected) => {
    const { status, body } = await tenant.ask("GET", `users?$filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(200);
    expect(names(body)).toEqual(expected);
  });

  test.each([
    ["accountEnabled ne true", ["Anna Sato"]],
    ["not(startswith(displayName,'A'))", ["Berta Kim", "No Mail"]],
    ["endswith(mail,'@fabrikam.com')", ["Berta Kim"]],
    ["mail ne null and onPremisesSamAccountName eq null and userType eq 'Guest'", ["Berta Kim"]],
  ])("are filtered by %s in an advanced query", async (filter, expected) => {
    const path = `users?$count=true&$filter=${encodeURIComponent(filter)}`;
    const { body } = await tenant.ask("GET", path, { headers: eventual });
    expect(names(body)).toEqual(expected);
    expect(body["@odata.count"]).toBe(expected.length);
  });

  test("are counted only with ConsistencyLevel", async () => {
    expect((await tenant.ask("GET", "users?$count=true")).body).not.toHaveProperty("@odata.count");
    expect((await tenant.ask("GET", "users?$count=true", { headers: eventual })).body["@odata.count"]).toBe(5);
  });

  test("come in pages, each once, whatever else was asked", async () => {
    const seen: string[] = [];
    let path: string | undefined = "users?$top=2&$select=displayName,id&$filter=accountEnabled%20eq%20true";
    let pages = 0;
    while (path !== undefined) {
      const { body }: { body: Record<string, never> } = await tenant.ask("GET", path);
      seen.push(...names(body as never));
      path = body["@odata.nextLink"] as string | undefined;
      path = path?.replace("http://localhost:80", "");
      pages += 1;
    }
    expect({ seen, pages }).toEqual({ seen: ["Adele Vance", "Alex O'Neill", "Berta Kim", "No Mail"], pages: 2 });
  });
});

describe("resource units", () => {
  test.each([
    ["users/adele.vance@contoso.com", "1"],
    ["users", "2"],
    ["users?$select=id", "1"],
    ["users/adele.vance@contoso.com?$select=id", "1"],
    ["users/anna.sato@contoso.com?$expand=manager", "2"],
    ["groups?$select=id", "2"],
  ])("%s costs %s", async (path, cost) => {
    expect((await tenant.ask("GET", path)).headers["x-ms-resource-unit"]).toBe(cost);
  });
});
