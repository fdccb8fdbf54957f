import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import type { OwnerStep } from "../owner-step.ts";
import { createDirectory } from "./directory.ts";
import { createDirectoryStep } from "./directory-step.ts";
import type { DirectoryUser } from "./parse-users.ts";

const ANNA: DirectoryUser = {
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

const stepFor = (...users: readonly DirectoryUser[]): OwnerStep => createDirectoryStep(createDirectory(users));
const ALIASES = ["anna.sato@contoso.com", "asato@contoso.onmicrosoft.com", "a.sato@contoso.com", "anna@example.net"];

describeOwnerStep("directory-file", () => stepFor(ANNA), { answersAll: false });

describe("an owner in the directory", () => {
  it.each([
    ["mail", "ANNA.SATO@contoso.com", "directory-address"],
    ["sign-in name", "asato@contoso.onmicrosoft.com", "directory-alias"],
    ["proxy address", "A.Sato@Contoso.com", "directory-alias"],
    ["other address", "anna@example.net", "directory-alias"],
  ])("is found by %s and told at the main address", async (_by, recorded, outcome) => {
    expect(await stepFor(ANNA).find({ recorded, domains: ["contoso.com"] })).toEqual({
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
    ["has left", { user: { accountEnabled: false } }, { outcome: "owner-disabled", aliases: ALIASES }],
    [
      "has no mailbox",
      { user: { mail: null } },
      { outcome: "owner-without-mailbox", aliases: expect.arrayContaining(ALIASES.slice(1)) },
    ],
    [
      "has a mail that is none",
      { user: { mail: "Anna <x@y.z>, b@contoso.com" } },
      { outcome: "owner-without-mailbox" },
    ],
    [
      "is an application",
      { user: { mail: "AppPrincipalId@1.rms.eu.aadrm.com" } },
      { outcome: "owner-without-mailbox" },
    ],
    ["is a guest", { user: { userType: "Guest", mail: "anna@fabrikam.com" } }, { outcome: "owner-outside" }],
  ])(
    "is not told when he %s",
    async (_what, {
      recorded = "a.sato@contoso.com",
      user = {},
    }: { recorded?: string; user?: DirectoryUser }, expected) => {
      expect(await stepFor({ ...ANNA, ...user }).find({ recorded, domains: ["contoso.com"] })).toMatchObject({
        found: false,
        ...expected,
      });
    },
  );

  it("counts as enabled when the export does not say", async () => {
    expect(
      await stepFor({ ...ANNA, accountEnabled: null }).find({ recorded: "a.sato@contoso.com", domains: [] }),
    ).toMatchObject({ found: true });
  });

  it("may have his mail outside of our domains as a member, and as a guest where we have none", async () => {
    const elsewhere = { ...ANNA, mail: "anna@fabrikam.com" };
    const question = { recorded: "a.sato@contoso.com", domains: ["contoso.com"] };
    expect(await stepFor(elsewhere).find(question)).toMatchObject({ address: "anna@fabrikam.com" });
    expect(await stepFor({ ...elsewhere, userType: "Guest" }).find({ ...question, domains: [] })).toMatchObject({
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
    expect(await step.find({ recorded: "a.sato@contoso.com", domains: [] })).toEqual({
      found: false,
      outcome: "owner-ambiguous",
    });
    expect(await step.find({ recorded: "anna.sato@contoso.com", domains: [] })).toMatchObject({ found: true });
  });

  it("is one person when the export lists him twice", async () => {
    expect(await stepFor(ANNA, { ...ANNA }).find({ recorded: "a.sato@contoso.com", domains: [] })).toMatchObject({
      found: true,
    });
  });

  it("is found among a hundred thousand", async () => {
    const users = Array.from({ length: 100_000 }, (_, n) => ({
      id: `user-${n}`,
      mail: `person.${n}@contoso.com`,
      proxyAddresses: [`SMTP:person.${n}@contoso.com`, `smtp:p${n}@contoso.com`],
    }));
    const step = stepFor(...users);
    expect(await step.find({ recorded: "P77777@contoso.com", domains: [] })).toMatchObject({
      address: "person.77777@contoso.com",
    });
  });
});
