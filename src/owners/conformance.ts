/** What every step of the ladder promises, whatever it asks. A step's own test calls `describeOwnerStep`. */
import { describe, expect, it } from "vitest";
import type { OwnerAnswer, OwnerStep } from "./owner-step.ts";
import { question } from "./testdata/step-settings.ts";

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

/** What a step answers to in this suite. Each must know anna.sato@contoso.com. */
interface Expected {
  /** True for one that answers whatever the record says. */
  readonly answersAll: boolean;
  /** As whom somebody is told of a document of Anna's; the owner if absent. */
  readonly role?: "delegate" | "stand-in";
}

/** Runs the suite for one step. */
export function describeOwnerStep(name: string, create: () => OwnerStep, expected: Expected): void {
  const { answersAll, role = answersAll ? "stand-in" : "owner" } = expected;

  describe(`${name} keeps what every step promises`, () => {
    it("is called by its type", () => {
      expect(create().name).toBe(name);
    });

    it.each(HOSTILE_OWNERS)(
      "names what is wrong with %s, or answers in the owner's stead",
      async (_what, recorded, outcome) => {
        const answer = await create().find(question(recorded, { domains: ["contoso.com"] }));
        if (answersAll) expect(answer).toMatchObject({ found: true, role });
        else expect(answer).toEqual({ found: false, outcome });
      },
    );

    it("answers one address in lower case, the same each time and to all who ask at once", async () => {
      const step = create();
      const asked = question("Anna.Sato@Contoso.COM");
      const answer = found(await step.find(asked));
      expect(answer.address).toMatch(/^[^\sA-Z]+@[^\sA-Z]+$/);
      expect(answer.outcome).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      for (const alias of answer.aliases) expect(alias).toMatch(/^[^\sA-Z]+@[^\sA-Z]+$/);
      const again = await Promise.all([step.find(asked), step.find(asked), create().find(asked)]);
      for (const other of again) expect(other).toEqual(answer);
    });

    it("knows the owner's addresses as his, and those of nobody else", async () => {
      const answer = found(await create().find(question("anna.sato@contoso.com")));
      expect(answer.role).toBe(role);
      if (role === "owner") expect(answer.aliases).toContain("anna.sato@contoso.com");
      else expect(answer.aliases).not.toContain(answer.address);
    });

    it("does not take the record at its word when another step has ruled the owner out", async () => {
      const answer = await create().find(question("anna.sato@contoso.com", { ruledOut: "owner-disabled" }));
      if (answer.found === false) expect(answer.outcome).toBe("owner-ruled-out");
      else expect(answer).toEqual(await create().find(question("anna.sato@contoso.com")));
    });
  });
}

function found(answer: OwnerAnswer): Extract<OwnerAnswer, { found: true }> {
  if (answer.found !== true) throw new Error("The step must know anna.sato@contoso.com in this suite.");
  return answer;
}
