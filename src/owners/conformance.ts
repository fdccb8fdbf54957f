/** What every step of the ladder promises, whatever it asks. A step's own test calls `describeOwnerStep`. */
import { describe, expect, it } from "vitest";
import type { OwnerStep } from "./owner-step.ts";

/** Owners as strangers and careless programs record them: nothing that may be written to. */
export const HOSTILE_OWNERS: readonly (readonly [name: string, recorded: string | undefined, outcome: string])[] = [
  ["nobody", undefined, "owner-blank"],
  ["an empty text", "", "owner-blank"],
  ["blanks", "   ", "owner-blank"],
  ["the log's sign for nothing", "-", "owner-blank"],
  ["two addresses", "anna.sato@contoso.com;carlos.kovac@contoso.com", "owner-several-addresses"],
  [
    "two addresses and a blank between them",
    "anna.sato@contoso.com carlos.kovac@contoso.com",
    "owner-several-addresses",
  ],
  ["an address in front of another", "anna.sato@contoso.com <mallory@fabrikam.com>", "owner-several-addresses"],
  ["a name and an address", "Anna Sato <anna.sato@contoso.com>", "owner-malformed"],
  ["a name alone", "Anna Sato", "owner-malformed"],
  ["a header to be smuggled in", "anna.sato@contoso.com\r\nBcc: mallory@fabrikam.com", "owner-several-addresses"],
  ["markup", "<img src=x onerror=alert(1)>", "owner-malformed"],
  ["letters that only look like ours", "anna.sato@c\u043entoso.com", "owner-malformed"],
  ["an application", "AppPrincipalId@4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b.rms.eu.aadrm.com", "owner-service-principal"],
  ["the connector", "Aadrm_S-1-7-0", "owner-service-principal"],
  ["a megabyte", `${"a".repeat(1_000_000)}@contoso.com`, "owner-malformed"],
];

/** Runs the suite for one step. `answersAll` is true for one that answers whatever the record says. */
export function describeOwnerStep(
  name: string,
  create: () => OwnerStep,
  expected: { readonly answersAll: boolean },
): void {
  describe(`${name} keeps what every step promises`, () => {
    it("is called by its type", () => {
      expect(create().name).toBe(name);
    });

    it.each(HOSTILE_OWNERS)(
      "names what is wrong with %s, or answers in the owner's stead",
      async (_what, recorded, outcome) => {
        const answer = await create().find({ recorded, domains: ["contoso.com"] });
        if (expected.answersAll) expect(answer).toMatchObject({ found: true, role: "stand-in" });
        else expect(answer).toEqual({ found: false, outcome });
      },
    );

    it("answers one address in lower case, and the same each time", async () => {
      const step = create();
      const question = { recorded: "Anna.Sato@Contoso.COM", domains: [] };
      const answer = await step.find(question);
      if (!answer.found) throw new Error(`${name} must know anna.sato@contoso.com in this suite.`);
      expect(answer.address).toMatch(/^[^\sA-Z]+@[^\sA-Z]+$/);
      for (const alias of answer.aliases) expect(alias).toMatch(/^[^\sA-Z]+@[^\sA-Z]+$/);
      expect(await step.find(question)).toEqual(answer);
    });

    it("gives a stand-in none of the owner's addresses", async () => {
      const answer = await create().find({ recorded: "anna.sato@contoso.com", domains: [] });
      if (answer.found && answer.role === "stand-in") expect(answer.aliases).toEqual([]);
      else expect(answer).toMatchObject({ aliases: expect.arrayContaining(["anna.sato@contoso.com"]) });
    });
  });
}
