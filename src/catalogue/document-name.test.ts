import { describe, expect, it } from "vitest";
import { nameKind, nameRank } from "./document-name.ts";

const GUID = "1539e96a-0099-4782-a8d3-b7314e58149d";

describe("a document's name", () => {
  it.each([
    ["Quarterly forecast.xlsx", "readable"],
    ["Pr?sentation.pptx", "readable"],
    ["??? 2026.docx", "readable"],
    ["予算.docx", "readable"],
    ["no extension", "readable"],
    [`Copy of ${GUID}.docx`, "readable"],
    ["_.docx", "readable"],
    ["????.docx", "garbled"],
    ["?? ?? (?).docx", "garbled"],
    ["\uFFFD\uFFFD.pdf", "garbled"],
    ["???", "garbled"],
    [GUID, "guid"],
    [`${GUID.toUpperCase()}.docx`, "guid"],
    [`{${GUID}}`, "guid"],
    [`${GUID}.docx.pfile`, "guid"],
    [GUID.replaceAll("-", ""), "guid"],
    ["RE: salary review", "subject"],
    ["Fwd: Plan.docx", "subject"],
    ["[EXTERNAL] Re[2]: plan", "subject"],
    ["WG: Angebot", "subject"],
    ["回复：预算", "subject"],
    ["RE plan.docx", "readable"],
    ["Restructuring: plan.docx", "readable"],
    ["REPORT.DOCX", "readable"],
    ["archive.7z.pfile", "readable"],
    ["????.codeworkspace", "garbled"],
    ["message.rpmsg", "none"],
    ["", "none"],
    [" \t", "none"],
    [undefined, "none"],
  ])("%j is %s", (name, kind) => {
    expect(nameKind(name)).toBe(kind);
  });

  it("is worth more the more of it a person can read", () => {
    const ranks = ["Plan.docx", "????.docx", GUID, undefined].map(nameRank);

    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    expect(new Set(ranks).size).toBe(4);
  });
});
