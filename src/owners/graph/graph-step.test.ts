import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import { question } from "../testdata/step-settings.ts";
import { graphStepConfig } from "./config.ts";
import { ANNA, ANNAS_ADDRESSES, CARLOS, Contoso, DOMAINS } from "./testdata/contoso.ts";
import { answer, error } from "./testdata/fake-graph.ts";

describeOwnerStep("graph", () => new Contoso().step(), { answersAll: false });

const GUEST = {
  id: "0b0b7c5e-0000-4000-8000-000000000003",
  mail: "tomas.rossi@fabrikam.com",
  userPrincipalName: "tomas.rossi_fabrikam.com#EXT#@contoso.com",
  userType: "Guest",
};

describe("an owner in the directory", () => {
  it.each([
    ["his address", "ANNA.SATO@contoso.com", "graph-address"],
    ["an alias", "A.Sato@contoso.com", "graph-alias"],
    ["the name he signs in with", "asato@contoso.com", "graph-sign-in-name"],
  ])("is found by %s and told at his address", async (_by, recorded, outcome) => {
    expect(await new Contoso().step().find(question(recorded, DOMAINS))).toEqual({
      found: true,
      address: "anna.sato@contoso.com",
      role: "owner",
      aliases: ANNAS_ADDRESSES,
      outcome,
    });
  });

  it("is told at his primary address when the directory names no other", async () => {
    const contoso = new Contoso([{ ...ANNA, mail: null }]);
    expect(await contoso.step().find(question("a.sato@contoso.com", DOMAINS))).toMatchObject({
      address: "anna.sato@contoso.com",
      outcome: "graph-alias",
    });
  });

  it("may have his mail outside of our domains as a member, and be a guest whose mail is with us", async () => {
    const abroad = new Contoso([{ ...ANNA, mail: "anna@fabrikam.com" }]);
    expect(await abroad.step().find(question("asato@contoso.com", DOMAINS))).toMatchObject({
      address: "anna@fabrikam.com",
    });
    const guest = new Contoso([{ ...GUEST, mail: "tomas.rossi@contoso.com" }]);
    expect(await guest.step().find(question("tomas.rossi@contoso.com", DOMAINS))).toMatchObject({ found: true });
  });

  it.each([
    ["has left", { ...ANNA, accountEnabled: false }, "owner-disabled"],
    ["has no mailbox", { ...ANNA, mail: null, proxyAddresses: [] }, "owner-without-mailbox"],
    [
      "has a mail that is none",
      { ...ANNA, mail: "Anna <x@y.z>, b@contoso.com", proxyAddresses: [] },
      "owner-without-mailbox",
    ],
    ["is a guest", { ...GUEST, userPrincipalName: "asato@contoso.com" }, "owner-guest"],
  ])("is not told, by nobody, when he %s", async (_what, user, outcome) => {
    const answer = await new Contoso([user]).step().find(question("asato@contoso.com", DOMAINS));
    expect(answer).toMatchObject({ found: false, outcome, ruledOut: true });
    expect(answer).toHaveProperty("aliases", expect.arrayContaining(["asato@contoso.com"]));
  });

  it("is found by a guest's account and by its home address", async () => {
    for (const recorded of [GUEST.mail, GUEST.userPrincipalName]) {
      const contoso = new Contoso([GUEST]);
      expect(await contoso.step().find(question(recorded, DOMAINS))).toMatchObject({
        outcome: "owner-guest",
        ruledOut: true,
      });
      expect(await contoso.step().find(question(recorded))).toMatchObject({ found: true, address: GUEST.mail });
    }
  });

  it.each([
    ["two people have it", [{ ...CARLOS, userPrincipalName: "anna.sato@contoso.com" }], []],
    ["a group has it for its mail and somebody signs in with it", [], [{ id: "g", mail: "asato@contoso.com" }]],
  ])("is not guessed when %s", async (_what, users, groups) => {
    const contoso = new Contoso([ANNA, ...users], groups);
    const recorded = users.length > 0 ? "anna.sato@contoso.com" : "asato@contoso.com";
    const ambiguous = { found: false, outcome: "owner-ambiguous", ruledOut: true };
    expect(await contoso.step().find(question(recorded, DOMAINS))).toEqual(ambiguous);
  });

  it("is one person though he stands on two pages", async () => {
    const contoso = new Contoso([ANNA, { ...ANNA }, CARLOS]);
    contoso.graph.pageSize = 1;
    expect(await contoso.step().find(question("a.sato@contoso.com"))).toMatchObject({ found: true });
    expect(contoso.graph.asked.at(-1)).toContain("$skiptoken=1");
  });

  it("is not found by what anybody may write into his own entry", async () => {
    const mallory = { ...CARLOS, otherMails: ["former.colleague@contoso.com"] };
    expect(await new Contoso([mallory]).step().find(question("former.colleague@contoso.com", DOMAINS))).toMatchObject({
      found: false,
      outcome: "owner-unknown",
    });
  });
});

describe("an owner the directory does not know", () => {
  it.each([
    ["is ruled out where it knows others of his domain", "gone@contoso.com", true],
    ["is not where it knows nobody of his domain: others may", "gone@eu.contoso.com", false],
    ["is not when he is none of ours", "gone@fabrikam.com", false],
    ["is not by a guest's account", "gone_fabrikam.com#EXT#@contoso.com", false],
  ])("%s", async (_what, recorded, isRuledOut) => {
    expect(await new Contoso().step().find(question(recorded, DOMAINS))).toEqual({
      found: false,
      outcome: "owner-unknown",
      ...(isRuledOut ? { ruledOut: true } : {}),
    });
  });

  it.each(["FederatedEmail.4c1f4d8b-8179-4148-93bf-00a95fa1e042@contoso.com", "d\u00e9nes@contoso.com"])(
    "is ruled out also where the first it knows there is no person: %s",
    async (mail) => {
      const odd = { id: "0b0b7c5e-0000-4000-8000-000000000009", mail, userPrincipalName: mail, accountEnabled: true };
      expect(await new Contoso([odd]).step().find(question("gone@contoso.com", DOMAINS))).toEqual({
        found: false,
        outcome: "owner-unknown",
        ruledOut: true,
      });
    },
  );

  it("is not ruled out where we have no domains, or the directory cannot say whom it knows", async () => {
    expect(await new Contoso().step().find(question("gone@contoso.com"))).not.toHaveProperty("ruledOut");
    const contoso = new Contoso();
    contoso.graph.odd = ({ path }) => (path.includes("endsWith") ? error(400, "Request_UnsupportedQuery") : undefined);
    expect(await contoso.step().find(question("gone@contoso.com", DOMAINS))).toEqual({
      found: false,
      outcome: "owner-unknown",
    });
  });
});

describe("the notices of an owner who has left", () => {
  const LEFT = { ...ANNA, accountEnabled: false };
  const asked = question("a.sato@contoso.com", DOMAINS);

  it("go to his manager where that is configured, as his manager", async () => {
    expect(await new Contoso([LEFT, CARLOS]).step({ leavers: "manager" }).find(asked)).toEqual({
      found: true,
      address: "carlos.kovac@contoso.com",
      role: "manager",
      aliases: ANNAS_ADDRESSES,
      outcome: "graph-manager",
    });
  });

  it.each([
    ["there is none", []],
    ["he has left too", [{ ...CARLOS, accountEnabled: false }]],
    ["he has no mailbox", [{ ...CARLOS, mail: null }]],
    ["he is a guest", [{ ...GUEST, id: CARLOS.id }]],
    ["his mail is the owner's", [{ ...CARLOS, mail: "a.sato@contoso.com", userPrincipalName: "other@contoso.com" }]],
  ])("go to nobody by this step when of the manager it is true that %s", async (_what, others) => {
    // Only one of them may hold the address that is asked for.
    const recorded = question("asato@contoso.com", DOMAINS);
    expect(await new Contoso([LEFT, ...others]).step({ leavers: "manager" }).find(recorded)).toEqual({
      found: false,
      outcome: "owner-without-manager",
      aliases: ANNAS_ADDRESSES,
      ruledOut: true,
    });
  });

  it.each([
    ["about somebody else", { id: CARLOS.id, manager: { ...CARLOS, accountEnabled: true } }],
    ["of another shape", { id: LEFT.id, manager: { ...CARLOS, accountEnabled: "yes" } }],
    ["no user's", { manager: { ...CARLOS, accountEnabled: true } }],
  ])("wait when the answer about his manager is %s", async (_what, body) => {
    const contoso = new Contoso([LEFT, CARLOS]);
    contoso.graph.odd = ({ path }) => (path.includes("$expand") ? answer(200, body) : undefined);
    expect(await contoso.step({ leavers: "manager" }).find(asked)).toMatchObject({ outcome: "directory-wrong-answer" });
  });

  it("go to nobody by this step when his manager is a contact, or he has been deleted meanwhile", async () => {
    const contact = { "@odata.type": "#microsoft.graph.orgContact", id: "c", mail: "carlos@fabrikam.com" };
    for (const odd of [answer(200, { id: LEFT.id, manager: contact }), error(404, "Request_ResourceNotFound")]) {
      const contoso = new Contoso([LEFT, CARLOS]);
      contoso.graph.odd = ({ path }) => (path.includes("$expand") ? odd : undefined);
      expect(await contoso.step({ leavers: "manager" }).find(asked)).toMatchObject({
        outcome: "owner-without-manager",
      });
    }
  });

  it("go to nobody by this step when he is his own manager", async () => {
    const own = new Contoso([{ ...LEFT, manager: LEFT.id }]);
    expect(await own.step({ leavers: "manager" }).find(asked)).toMatchObject({ outcome: "owner-without-manager" });
  });
});

describe("a group as owner", () => {
  const LEGAL = {
    id: "25ac2dd7-c143-4437-ae89-eae6aef5d78c",
    mail: "legal@contoso.com",
    mailEnabled: true,
    proxyAddresses: ["SMTP:legal@contoso.com", "smtp:lawyers@contoso.com"],
    groupTypes: ["Unified"],
  };
  const aliases = ["legal@contoso.com", "lawyers@contoso.com"];
  const asked = question("lawyers@contoso.com", DOMAINS);

  it.each([
    ["a mailbox", LEGAL, "graph-group"],
    ["a list its mail is passed on by", { ...LEGAL, groupTypes: [] }, "graph-distribution-list"],
  ])("is told at its address when that is %s, and knows no member's addresses", async (_what, group, outcome) => {
    expect(await new Contoso([ANNA], [group]).step().find(asked)).toEqual({
      found: true,
      address: "legal@contoso.com",
      role: "group",
      aliases,
      outcome,
    });
  });

  it.each([
    ["its mail goes to another organisation", { mail: "list@partner.example" }],
    ["its primary address is another organisation's", { mail: null, proxyAddresses: ["SMTP:list@partner.example"] }],
  ])("is not told when %s, though it has an address of ours", async (_what, more) => {
    const { proxyAddresses = ["SMTP:list@partner.example"] } = more as { proxyAddresses?: string[] };
    const list = { ...LEGAL, ...more, proxyAddresses: [...proxyAddresses, "smtp:lawyers@contoso.com"] };
    expect(await new Contoso([ANNA], [list]).step().find(asked)).toEqual({
      found: false,
      outcome: "group-outside",
      aliases: ["list@partner.example", "lawyers@contoso.com"],
      ruledOut: true,
    });
    // Where we have no domains, nobody is outside.
    expect(await new Contoso([ANNA], [list]).step().find(question("lawyers@contoso.com"))).toMatchObject({
      found: true,
      address: "list@partner.example",
    });
  });

  it("is not told without a mailbox", async () => {
    const security = new Contoso([ANNA], [{ ...LEGAL, mailEnabled: false }]);
    expect(await security.step().find(asked)).toEqual({
      found: false,
      outcome: "group-without-mailbox",
      aliases,
      ruledOut: true,
    });
  });

  it("is told by one of its owners, the same whatever their order, where that is configured", async () => {
    const application = { "@odata.type": "#microsoft.graph.servicePrincipal", id: "s", displayName: "Anna" };
    for (const owners of [
      [application, ANNA.id, CARLOS.id],
      [CARLOS.id, ANNA.id, application],
    ]) {
      const contoso = new Contoso([ANNA, CARLOS], [{ ...LEGAL, owners }]);
      contoso.graph.pageSize = 1;
      expect(await contoso.step({ groups: "owners" }).find(asked)).toEqual({
        found: true,
        address: "anna.sato@contoso.com",
        role: "group-owner",
        aliases,
        outcome: "graph-group-owner",
      });
    }
  });

  it.each([
    ["it has none", []],
    ["they have left", [{ ...ANNA, accountEnabled: false }]],
    ["they are guests", [GUEST]],
    ["they have no mailbox", [{ ...CARLOS, mail: null }]],
  ])("is told by nobody of its owners when %s", async (_what, owners) => {
    const contoso = new Contoso(owners.length > 0 ? owners : [ANNA], [
      { ...LEGAL, owners: owners.map(({ id }) => id) },
    ]);
    expect(await contoso.step({ groups: "owners" }).find(asked)).toEqual({
      found: false,
      outcome: "group-without-owner",
      aliases,
      ruledOut: true,
    });
  });

  it("is unknown, and not asked for, where groups are none", async () => {
    const contoso = new Contoso([ANNA], [LEGAL]);
    expect(await contoso.step({ groups: "none" }).find(asked)).toMatchObject({
      found: false,
      outcome: "owner-unknown",
    });
    expect(contoso.graph.asked.filter((path) => path.startsWith("/groups"))).toEqual([]);
  });
});

it.each([
  { leavers: "both" },
  { groups: "members" },
  { cache: { found: "1 day" } },
  { cache: { found: "31d" } },
  { domains: [] },
])("a graph step is not configured by %j", (keys) => {
  expect(graphStepConfig.safeParse({ type: "graph", ...keys }).success).toBe(false);
});
