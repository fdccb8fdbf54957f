import { beforeAll, expect, test } from "vitest";
import { createGraphTenant, type GraphTenant, SENDER } from "../testing/graph-tenant.ts";

let tenant: GraphTenant;
beforeAll(async () => {
  tenant = await createGraphTenant();
});

test("a mailbox speaks its user's language", async () => {
  const { body } = await tenant.ask("GET", "users/adele.vance@contoso.com/mailboxSettings");
  expect(body).toMatchObject({
    language: { locale: "de-DE" },
    userPurpose: "user",
    automaticRepliesSetting: { status: "disabled" },
  });
});

test("what the data says of a mailbox comes first", async () => {
  const anna = tenant.state.users.findIndex(({ displayName }) => displayName === "Anna Sato");
  const settings = { language: { locale: "ja-JP", displayName: null }, userPurpose: "shared" };
  tenant.state.users[anna] = { ...tenant.state.users[anna]!, mailboxSettings: settings };
  const { body } = await tenant.ask("GET", "users/anna.sato@contoso.com/mailboxSettings?$select=language,userPurpose");
  expect(body).toEqual({ "@odata.context": expect.any(String), ...settings });
});

test("a mailbox without a user has settings too", async () => {
  const { status, body } = await tenant.ask("GET", `users/${SENDER}/mailboxSettings?$select=language`);
  expect([status, body.language.locale]).toEqual([200, "en-US"]);
});
