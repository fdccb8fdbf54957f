import { describe, expect, it } from "vitest";
import { answerForColleague, answerForLeaver } from "./answer-for-user.ts";
import { aliasesOf, type DirectoryUser, mailAddressesOf, mailboxOf, namesOf } from "./directory-user.ts";

const ANNA: DirectoryUser = {
  id: "0b0b7c5e-0000-4000-8000-000000000001",
  mail: "Anna.Sato@contoso.com",
  userPrincipalName: "asato@contoso.com",
  proxyAddresses: ["SMTP:Anna.Sato@contoso.com", "smtp:a.sato@contoso.com", "sip:asato@contoso.com", "X500:/o=Contoso"],
  otherMails: ["anna@example.net"],
  accountEnabled: true,
  userType: "Member",
};
const CARLOS: DirectoryUser = {
  ...{ id: "0b0b7c5e-0000-4000-8000-000000000002", mail: "carlos.kovac@contoso.com", userPrincipalName: null },
  ...{ proxyAddresses: [], otherMails: [], accountEnabled: true, userType: null },
};
const GUEST: Partial<DirectoryUser> = { userType: "Guest", mail: "anna@fabrikam.com", proxyAddresses: [] };
const asked = { prefix: "any", address: "a.sato@contoso.com", domains: ["contoso.com"] };

describe("a user's mail", () => {
  it.each<[string, Partial<DirectoryUser>, string | null]>([
    ["at `mail`", {}, "anna.sato@contoso.com"],
    ["at the primary address without one", { mail: null }, "anna.sato@contoso.com"],
    ["at the primary address where `mail` is none", { mail: "Anna <x@y.z>, b@contoso.com" }, "anna.sato@contoso.com"],
    ["nowhere with neither", { mail: null, proxyAddresses: ["smtp:a.sato@contoso.com"] }, null],
    ["nowhere where another script's letters stand", { mail: "anna@c\u043entoso.com", proxyAddresses: [] }, null],
    ["not at an application's", { mail: "AppPrincipalId@1.rms.eu.aadrm.com", proxyAddresses: [] }, null],
  ])("is %s", (_where, more, mailbox) => {
    expect(mailboxOf({ ...ANNA, ...more })).toBe(mailbox);
  });

  it("is found by fewer addresses than are known to be his", () => {
    const mails = ["anna.sato@contoso.com", "a.sato@contoso.com"];
    expect(mailAddressesOf(ANNA)).toEqual(mails);
    expect(namesOf(ANNA)).toEqual([...mails, "asato@contoso.com"]);
    expect(aliasesOf(ANNA)).toEqual([...mails, "asato@contoso.com", "anna@example.net"]);
  });
});

describe("an owner who has not left", () => {
  it.each([
    ["anna.sato@contoso.com", "any-address"],
    ["a.sato@contoso.com", "any-alias"],
    ["asato@contoso.com", "any-sign-in-name"],
  ])("asked for as %s is told: %s", (address, outcome) => {
    expect(answerForColleague(ANNA, { ...asked, address })).toEqual({
      ...{ found: true, address: "anna.sato@contoso.com", role: "owner" },
      ...{ aliases: aliasesOf(ANNA), outcome },
    });
  });

  it.each<[string, Partial<DirectoryUser>, readonly string[], string]>([
    ["a member with his mail elsewhere", { mail: "anna@fabrikam.com" }, ["contoso.com"], "any-alias"],
    ["a guest", GUEST, ["contoso.com"], "owner-guest"],
    ["a guest without mail", { ...GUEST, mail: null }, ["contoso.com"], "owner-guest"],
    ["a guest where we have no domains", GUEST, [], "any-sign-in-name"],
    ["a guest whose mail is with us", { userType: "GUEST" }, ["contoso.com"], "any-alias"],
    ["a member without mail", { mail: null, proxyAddresses: [] }, ["contoso.com"], "owner-without-mailbox"],
  ])("%s: %s", (_who, more, domains, outcome) => {
    const answer = answerForColleague({ ...ANNA, ...more }, { ...asked, domains });
    expect(answer.outcome).toBe(outcome);
    if (answer.found === false) expect(answer.ruledOut).toBe(true);
  });
});

describe("the manager of one who has left", () => {
  it("is told as such, and the leaver's addresses are known", () => {
    expect(answerForLeaver(ANNA, CARLOS, asked)).toEqual({
      ...{ found: true, address: "carlos.kovac@contoso.com", role: "manager" },
      ...{ aliases: aliasesOf(ANNA), outcome: "any-manager" },
    });
  });

  it.each<[string, DirectoryUser | null]>([
    ["there is none", null],
    ["he has left too", { ...CARLOS, accountEnabled: false }],
    ["he may have", { ...CARLOS, accountEnabled: null }],
    ["he has no mailbox", { ...CARLOS, mail: null }],
    ["he is a guest", { ...CARLOS, ...GUEST }],
    ["he is the leaver", { ...CARLOS, id: ANNA.id?.toUpperCase() ?? "" }],
    ["his mail is the leaver's", { ...CARLOS, mail: "A.Sato@contoso.com" }],
  ])("is not where %s", (_why, manager) => {
    expect(answerForLeaver(ANNA, manager, asked)).toEqual({
      ...{ found: false, outcome: "owner-without-manager" },
      ...{ aliases: aliasesOf(ANNA), ruledOut: true },
    });
  });

  it("may be told where nobody has an id", () => {
    expect(answerForLeaver({ ...ANNA, id: null }, { ...CARLOS, id: null }, asked)).toMatchObject({ found: true });
  });
});
