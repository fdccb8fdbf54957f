import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { question } from "../testdata/step-settings.ts";
import { groupsWith, usersWith } from "./questions.ts";
import { CARLOS, Contoso } from "./testdata/contoso.ts";

/** Addresses as strangers write them: every character that a plain address may hold. */
const LOCAL_CHARACTERS = [..."abz019#$&'*+/=?^_`{|}~-"];
const hostileAddress = fc
  .array(fc.constantFrom(...LOCAL_CHARACTERS), { minLength: 1, maxLength: 20 })
  .map((characters) => `${characters.join("")}@contoso.com`);

/** The literals of a filter by OData's own rule. */
const literalsOf = (filter: string): readonly string[] =>
  [...filter.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"));

describe("a question about an address", () => {
  it.each([
    ["o'brien@contoso.com", "mail eq 'o''brien@contoso.com'"],
    ["tomas_fabrikam.com#ext#@contoso.com", "userPrincipalName eq 'tomas_fabrikam.com#ext#@contoso.com'"],
    ["a&$top=999@contoso.com", "p eq 'smtp:a&$top=999@contoso.com'"],
    ["anna+news@contoso.com", "p eq 'SMTP:anna+news@contoso.com'"],
    ["x' or '1' eq '1@contoso.com", "mail eq 'x'' or ''1'' eq ''1@contoso.com'"],
  ])("has %s whole in it", (address, part) => {
    const { searchParams, hash } = new URL(usersWith(address).path, "https://graph.contoso.com");
    expect(searchParams.get("$filter")).toContain(part);
    expect([hash, searchParams.get("$top"), [...searchParams.keys()]]).toEqual([
      "",
      "10",
      ["$filter", "$select", "$top"],
    ]);
  });

  it("asks for this address and nothing else, whatever stands in it", () => {
    fc.assert(
      fc.property(hostileAddress, (address) => {
        for (const { path } of [usersWith(address), groupsWith(address)]) {
          const url = new URL(path, "https://graph.contoso.com");
          expect(url.hash).toBe("");
          const filter = url.searchParams.get("$filter") ?? "";
          for (const literal of literalsOf(filter)) expect(literal.replace(/^smtp:/i, "")).toBe(address);
          const rest = filter.replaceAll(/'(?:[^']|'')*'/g, "?");
          expect(rest).toMatch(/^(?:proxyAddresses\/any\(p:p eq \?\)|mail eq \?|userPrincipalName eq \?| or )+$/);
        }
      }),
      { seed: 20261118, numRuns: 300 },
    );
  });

  it("never finds a second person, whoever else is there", async () => {
    await fc.assert(
      fc.asyncProperty(hostileAddress, hostileAddress, async (one, other) => {
        const contoso = new Contoso([
          { id: "one", mail: one },
          { id: "other", mail: other },
          { ...CARLOS, otherMails: [one, other] },
        ]);
        const answer = await contoso.step({ groups: "none" }).find(question(one));
        if (answer.found === true) expect(answer.address).toBe(one);
        else expect(answer).toMatchObject({ found: false });
      }),
      { seed: 20261118, numRuns: 100 },
    );
  });
});
