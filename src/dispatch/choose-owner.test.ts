import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import { chooseOwner } from "./choose-owner.ts";

const ADELE = "adele.vance@contoso.com";
const ALEX = "Alex.Wilber@contoso.com";

function known(value: string): DocumentRecord {
  const owner = { value, asOf: "2026-11-18T11:00:00Z", origin: "document-log" };
  return { contentId: "1539e96a-0099-4782-a8d3-b7314e58149d", owner };
}

describe("the owner who is asked about", () => {
  it.each([
    ["on the record, whoever else the catalogue knows", ALEX, known(ADELE), ALEX],
    ["on the record, where the catalogue knows none", ALEX, undefined, ALEX],
    ["the catalogue's, where the record names none", undefined, known(ADELE), ADELE],
    ["nobody, where neither names one", undefined, undefined, undefined],
    [
      "what is on the record, where the catalogue knows no better",
      "a@contoso.com; b@contoso.com",
      known("?"),
      "a@contoso.com; b@contoso.com",
    ],
  ])("is the one %s", (_name, owner, document, recorded) => {
    expect(chooseOwner({ owner }, document)).toEqual({ recorded, trail: [] });
  });

  it.each([
    ["blank", " "],
    ["several addresses", `${ADELE};${ALEX}`],
    ["malformed", "Adele Vance"],
    ["an application", "AppPrincipalId@1a2b3c4d-0000-4000-8000-000000000001.rms.eu.aadrm.com"],
  ])("is the catalogue's where the record's is %s, and the trail says from where", (_name, owner) => {
    expect(chooseOwner({ owner }, known(ADELE))).toEqual({
      recorded: ADELE,
      trail: [{ step: "catalogue", outcome: "owner-from-document-log" }],
    });
  });
});
