import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import type { OwnerStep } from "../owner-step.ts";
import { question } from "../testdata/step-settings.ts";
import { createDirectory } from "./directory.ts";
import { createDirectoryStep } from "./directory-step.ts";
import type { ExportedUser } from "./parse-users.ts";

const ANNA: ExportedUser = {
  id: "0b0b7c5e-0000-4000-8000-000000000001",
  mail: "Anna.Sato@contoso.com",
  userPrincipalName: "asato@contoso.onmicrosoft.com",
  proxyAddresses: [
    "SMTP:Anna.Sato@contoso.com",
    "smtp:a.sato@contoso.com",
    "sip:sip-sato@contoso.com",
    "x500:/o=Contoso",
  ],
  otherMails: ["anna@example.net"],
  accountEnabled: true,
  userType: "Member",
};

const stepFor = (...users: readonly ExportedUser[]): OwnerStep => createDirectoryStep(createDirectory(users), "next");
const managing = (...users: readonly ExportedUser[]): OwnerStep =>
  createDirectoryStep(createDirectory(users), "manager");
const ALIASES = ["anna.sato@contoso.com", "a.sato@contoso.com", "asato@contoso.onmicrosoft.com", "anna@example.net"];

describeOwnerStep("directory-file", () => stepFor(ANNA), { answersAll: false });

describe("an owner in the directory", () => {
  it.each([
    ["mail", "ANNA.SATO@contoso.com", "directory-address"],
    ["sign-in name", "asato@contoso.onmicrosoft.com", "directory-sign-in-name"],
    ["proxy address", "A.Sato@Contoso.com", "directory-alias"],
  ])("is found by %s and told at the main address", async (_by, recorded, outcome) => {
    expect(await stepFor(ANNA).find(question(recorded, { domains: ["contoso.com"] }))).toEqual({
      found: true,
      address: "anna.sato@contoso.com",
      role: "owner",
      aliases: ALIASES,
      outcome,
    });
  });

  it.each([
    ["is unknown", { recorded: "carlos.kovac@contoso.com" }, { outcome: "owner-unknown" }],
    ["is known by no mail address", { recorded: "sip-sato@contoso.com" }, { outcome: "owner-unknown" }],
    ["has left", { user: { accountEnabled: false } }, { outcome: "owner-disabled", aliases: ALIASES, ruledOut: true }],
    [
      "has no mailbox",
      { user: { mail: null, proxyAddresses: ["smtp:a.sato@contoso.com"] } },
      { outcome: "owner-without-mailbox", ruledOut: true, aliases: ["a.sato@contoso.com", ...ALIASES.slice(2)] },
    ],
    [
      "has a mail that is none",
      { user: { mail: "Anna <x@y.z>, b@contoso.com", proxyAddresses: ["smtp:a.sato@contoso.com"] } },
      { outcome: "owner-without-mailbox", ruledOut: true },
    ],
    [
      "is an application",
      { user: { mail: "AppPrincipalId@1.rms.eu.aadrm.com", proxyAddresses: ["smtp:a.sato@contoso.com"] } },
      { outcome: "owner-without-mailbox", ruledOut: true },
    ],
    [
      "is a guest",
      { user: { userType: "Guest", mail: "anna@fabrikam.com" } },
      {
        outcome: "owner-guest",
        ruledOut: true,
        aliases: expect.arrayContaining(["anna@fabrikam.com", "a.sato@contoso.com"]),
      },
    ],
    [
      "may have left: the export does not say",
      { user: { accountEnabled: null } },
      { outcome: "owner-state-unknown", ruledOut: true, aliases: ALIASES },
    ],
    ["wrote the address into his own entry", { recorded: "anna@example.net" }, { outcome: "owner-unknown" }],
  ])(
    "is not told when he %s",
    async (_what, {
      recorded = "a.sato@contoso.com",
      user = {},
    }: { recorded?: string; user?: ExportedUser }, expected) => {
      expect(await stepFor({ ...ANNA, ...user }).find(question(recorded, { domains: ["contoso.com"] }))).toMatchObject({
        found: false,
        ...expected,
      });
    },
  );

  it("is told at his primary address when the export names no other", async () => {
    expect(await stepFor({ ...ANNA, mail: null }).find(question("a.sato@contoso.com"))).toMatchObject({
      address: "anna.sato@contoso.com",
      outcome: "directory-alias",
    });
  });

  it("may have his mail outside of our domains as a member, and as a guest where we have none", async () => {
    const elsewhere = { ...ANNA, mail: "anna@fabrikam.com" };
    const asked = question("a.sato@contoso.com", { domains: ["contoso.com"] });
    expect(await stepFor(elsewhere).find(asked)).toMatchObject({ address: "anna@fabrikam.com" });
    expect(await stepFor({ ...elsewhere, userType: "Guest" }).find(question("a.sato@contoso.com"))).toMatchObject({
      found: true,
    });
  });

  it("is not guessed when two people share an address, but found by one of his own", async () => {
    const twin = {
      ...ANNA,
      id: "0b0b7c5e-0000-4000-8000-000000000002",
      mail: "a.sato@contoso.com",
      proxyAddresses: null,
      otherMails: null,
      userPrincipalName: null,
    };
    const step = stepFor(ANNA, twin);
    expect(await step.find(question("a.sato@contoso.com"))).toEqual({
      found: false,
      outcome: "owner-ambiguous",
      ruledOut: true,
    });
    expect(await step.find(question("anna.sato@contoso.com"))).toMatchObject({ found: true });
  });

  it("is one person when the export lists him twice", async () => {
    expect(await stepFor(ANNA, { ...ANNA }).find(question("a.sato@contoso.com"))).toMatchObject({
      found: true,
    });
  });

  it("is found among a hundred thousand", async () => {
    const users = Array.from({ length: 100_000 }, (_, n) => ({
      id: `user-${n}`,
      accountEnabled: true,
      mail: `person.${n}@contoso.com`,
      proxyAddresses: [`SMTP:person.${n}@contoso.com`, `smtp:p${n}@contoso.com`],
    }));
    const step = stepFor(...users);
    expect(await step.find(question("P77777@contoso.com"))).toMatchObject({
      address: "person.77777@contoso.com",
    });
  });
});

describe("an address somebody wrote into his own entry", () => {
  const mallory = {
    ...{ id: "mallory", mail: "mallory@contoso.com", accountEnabled: true },
    otherMails: ["anna.sato@contoso.com", "former.colleague@contoso.com"],
  };

  it("does not stand against the one who was given it", async () => {
    for (const users of [
      [ANNA, mallory],
      [mallory, ANNA],
    ])
      expect(await stepFor(...users).find(question("anna.sato@contoso.com"))).toMatchObject({
        address: "anna.sato@contoso.com",
        aliases: ALIASES,
      });
  });

  it("brings him nobody's notices, neither a leaver's nor as a manager", async () => {
    expect(await stepFor(ANNA, mallory).find(question("former.colleague@contoso.com"))).toEqual({
      found: false,
      outcome: "owner-unknown",
    });
    const left = { ...ANNA, accountEnabled: false, manager: "former.colleague@contoso.com" };
    expect(await managing(left, mallory).find(question("a.sato@contoso.com"))).toMatchObject({
      outcome: "owner-without-manager",
    });
  });
});

describe("the notices of an owner who has left", () => {
  const LEFT: ExportedUser = { ...ANNA, accountEnabled: false, manager: "Carlos.Kovac@contoso.com" };
  const CARLOS: ExportedUser = {
    ...{ id: "carlos", mail: "carlos.kovac@contoso.com" },
    ...{ accountEnabled: true, userType: "Member" },
  };
  const asked = question("a.sato@contoso.com", { domains: ["contoso.com"] });

  it("go to his manager where that is configured, and say that he is the manager", async () => {
    expect(await managing(LEFT, CARLOS).find(asked)).toEqual({
      found: true,
      address: "carlos.kovac@contoso.com",
      role: "manager",
      aliases: ALIASES,
      outcome: "directory-manager",
    });
    expect(await stepFor(LEFT, CARLOS).find(asked)).toMatchObject({ found: false, outcome: "owner-disabled" });
  });

  it("go to nobody by this step when the manager is named by an id that is nobody's, and to him by his own", async () => {
    expect(await managing({ ...LEFT, manager: "carlos" }, CARLOS).find(asked)).toMatchObject({ role: "manager" });
    expect(await managing({ ...LEFT, manager: "nobody" }, CARLOS).find(asked)).toMatchObject({ found: false });
  });

  it.each<[string, ExportedUser["manager"], readonly ExportedUser[]]>([
    ["names none", null, [CARLOS]],
    ["names an empty one", "", [CARLOS]],
    ["names one who is not in it", "nobody@contoso.com", [CARLOS]],
    ["names one who has left too", "carlos.kovac@contoso.com", [{ ...CARLOS, accountEnabled: false }]],
    ["names one who may have left", "carlos", [{ ...CARLOS, accountEnabled: null }]],
    ["names one without a mailbox", "carlos", [{ ...CARLOS, mail: null }]],
    ["names a guest", "carlos", [{ ...CARLOS, mail: "carlos@fabrikam.com", userType: "Guest" }]],
    ["names two people", "carlos.kovac@contoso.com", [CARLOS, { ...CARLOS, id: "twin" }]],
    ["names the owner himself", "anna.sato@contoso.com", []],
    ["names another account of his", "twin", [{ ...CARLOS, id: "twin", mail: "a.sato@contoso.com" }]],
  ])("do not go to a manager when the export %s", async (_what, manager, others) => {
    const recorded = question("anna.sato@contoso.com", { domains: ["contoso.com"] });
    expect(await managing({ ...LEFT, manager }, ...others).find(recorded)).toEqual({
      found: false,
      outcome: "owner-without-manager",
      aliases: ALIASES,
      ruledOut: true,
    });
  });
});
