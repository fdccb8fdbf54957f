import { expect, it } from "vitest";
import { readPeople } from "./recorded-people.ts";

const RAUL = { PrimaryEmail: "Raul.Sato@fabrikam.com", DisplayName: "RAUL", UserType: "External" };
const ADELE = { PrimaryEmail: "adele.vance@contoso.com", UserType: "Internal" };
const BOTH = "adele.vance@contoso.com raul.sato@fabrikam.com";

it.each([
  ["a list", [RAUL, ADELE], BOTH],
  ["one, without brackets", RAUL, "raul.sato@fabrikam.com"],
  ["a list under value", { value: [RAUL, ADELE], Count: 2 }, BOTH],
  [
    "kinds as figures",
    [
      { ...RAUL, UserType: 1 },
      { ...ADELE, UserType: 0 },
    ],
    BOTH,
  ],
  ["kinds of nothing", [{ ...RAUL, UserType: null }], "raul.sato@fabrikam.com"],
  ["no kinds", [{ PrimaryEmail: "adele.vance@contoso.com" }], "adele.vance@contoso.com"],
  ["bare addresses", ["raul.sato@fabrikam.com", "adele.vance@contoso.com"], BOTH],
  ["whoever is no address, kept for what it is", [RAUL, { PrimaryEmail: "anyone" }], "anyone raul.sato@fabrikam.com"],
])("gives %s", (_shape, value, recipients) => {
  expect(readPeople(value)).toEqual({ recipients, isUnusable: false });
});

it.each([[undefined], [null], [""], [[]], [{ value: [] }]])("lists nobody by %j", (value) => {
  expect(readPeople(value)).toEqual({ recipients: undefined, isUnusable: false });
});

it.each([
  ["text cut by its depth", "System.Object[]"],
  ["an entry cut by its depth", [RAUL, "@{PrimaryEmail=adele.vance@contoso.com; UserType=Internal}"]],
  ["the only entry cut by its depth", "@{PrimaryEmail=adele.vance@contoso.com}"],
  ["several addresses in a text", "raul.sato@fabrikam.com adele.vance@contoso.com"],
  ["an entry without an address", [RAUL, { DisplayName: "ADELE" }]],
  ["an entry with a blank one", [RAUL, { PrimaryEmail: " " }]],
  ["nothing as an entry", [RAUL, null]],
  ["a group", [RAUL, { PrimaryEmail: "team@contoso.com", UserType: "Group" }]],
  ["a kind nobody documented", [{ ...RAUL, UserType: "Tenant" }]],
  ["a kind nobody documented, as a figure", [RAUL, { ...ADELE, UserType: 2 }]],
  ["a kind that is none", [{ ...RAUL, UserType: true }]],
  ["a figure", 7],
])("gives no list for %s", (_what, value) => {
  expect(readPeople(value)).toEqual({ recipients: undefined, isUnusable: true });
});
