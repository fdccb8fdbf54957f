import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakLinks } from "./text-links.ts";

describe("whatever a mail program could make a link of is shown broken", () => {
  it.each([
    ["http://evil.example/x", "http[:]//evil[.]example/x"],
    ["HTTPS://EVIL.EXAMPLE", "HTTPS[:]//EVIL[.]EXAMPLE"],
    ["www.evil.example", "www[.]evil[.]example"],
    ["mailto:sam@evil.example", "mailto[:]sam[@]evil[.]example"],
    ["javascript:alert(1)", "javascript[:]alert(1)"],
    ["ms-word:ofe|u|x", "ms-word[:]ofe|u|x"],
    ["invoice.evil.example.com.docx", "invoice[.]evil[.]example[.]com.docx"],
    ["evil@x.y in a name.pdf", "evil[@]x.y in a name.pdf"],
    ['=HYPERLINK("http://evil.example","x").xlsx', '=HYPERLINK("http[:]//evil[.]example","x").xlsx'],
    ["evil.com-1_2", "evil[.]com-1_2"],
    ["payroll.zip", "payroll[.]zip"],
    ["пример.рф", "пример[.]рф"],
    ["xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd[.]xn--p1ai"],
    ["例え。テスト", "例え[.]テスト"],
    ["203.0.113.7", "203[.]0[.]113[.]7"],
    ["\\\\server\\share", "[\\\\]server\\share"],
    ["file:///c:/x", "file[:]///c[:]/x"],
    ["//evil.example", "//evil[.]example"],
  ])("%s", (text, shown) => {
    expect(breakLinks(text)).toBe(shown);
  });

  it.each([
    "Q3 forecast.xlsx",
    "RE: salary review",
    "Minutes 2026.11.18.docx",
    "archive.7z.pfile",
    "v1.2 of plan.pptx",
    "O'Brien & Söhne.docx",
    "Meeting 10:30.msg",
    "عقد الشراكة.docx",
    "Pay @ home.pdf",
    "????????.docx",
  ])("%s stays as it is", (text) => {
    expect(breakLinks(text)).toBe(text);
  });

  it("nothing that any program links is left in any text, and a second pass changes nothing", () => {
    const part = fc.constantFrom(
      "http",
      "https",
      "www",
      "evil",
      "example",
      "com",
      "zip",
      "docx",
      ":",
      "/",
      "//",
      ".",
      "@",
      "mailto",
      " ",
      "-",
      "[",
      "]",
      "1",
      "é",
      "рф",
      "\\\\",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const shown = breakLinks(parts.join(""));
        expect(shown).not.toMatch(/[a-z]:\/\//i);
        expect(shown).not.toMatch(/mailto:\S/i);
        expect(shown).not.toMatch(/\bwww\.\S/i);
        expect(shown).not.toMatch(/[\p{L}\p{N}-]\.(?:com|example|zip|рф|www|evil|https?)(?![\p{L}\p{N}])/iu);
        expect(shown).not.toMatch(/[\p{L}\p{N}.]@[\p{L}\p{N}]/iu);
        expect(shown).not.toMatch(/\\\\[a-z]/i);
        expect(breakLinks(shown)).toBe(shown);
      }),
      { seed: 31, numRuns: 3_000 },
    );
  });
});
