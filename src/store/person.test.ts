import { describe, expect, it } from "vitest";
import { namesPerson, readPerson } from "./person.ts";

describe("the person to purge", () => {
  it.each([
    ["ann@contoso.com", true],
    ["ANN@Contoso.COM", true],
    ["Ann <ann@contoso.com>", true],
    ["a@b.example;ann@contoso.com,c@d.example", true],
    ["user='ann@contoso.com'", true],
    ["Shared with ann@contoso.com.", true],
    ['{"actor":"ann@contoso.com"}', true],
    ["joann@contoso.com", false],
    ["x.ann@contoso.com", false],
    ["ann@contoso.com.au", false],
    ["ann@contoso.community", false],
    ["For ann@contoso.com.docx", true],
    ["ann@contoso.com.pdf.pfile", true],
    ["ann@contoso.com.pdfs.example", false],
    ["joann@contoso.com and ann@contoso.com", true],
    ["", false],
  ])("stands in %j: %s", (text, expected) => {
    expect(namesPerson(text, "ann@contoso.com")).toBe(expected);
  });

  it("is found inside JSON, where quotes are escaped", () => {
    expect(namesPerson(JSON.stringify({ actor: '"ann lee"@contoso.com' }), '"ann lee"@contoso.com')).toBe(true);
  });

  it("may be typed with blanks and capitals", () => {
    expect(readPerson(" Ann@Contoso.com\n")).toBe("ann@contoso.com");
  });

  it("is nobody if no address is given", () => {
    expect(namesPerson("anything", "")).toBe(false);
  });
});
