import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainForm, plainForms, textOfHtml } from "./plain-form.ts";

describe("a text as it would be understood", () => {
  it.each([
    ["PC-042", "pc-042"],
    ["１９２．０．２．３３", "192.0.2.33"],
    ["192。0。2。33", "192.0.2.33"],
    ["1\u200B9\u20602.0.2.33", "192.0.2.33"],
    ["192&#46;0&#x2e;2&period;33", "192.0.2.33"],
    ["192&amp;#46;0.2.33", "192.0.2.33"],
    ["192%2E0%2e2.33", "192.0.2.33"],
    ["192%252E0.2.33", "192.0.2.33"],
    ["192[.]0(.)2{.}33", "192.0.2.33"],
    ["192[dot]0 (dot) 2 dot 33", "192.0.2.33"],
    ["http[:]//x", "http://x"],
    ["[\\\\]srv\\share", "\\\\srv\\share"],
    ["C%3A%5CUsers", "c:\\users"],
    ["Sam\u2019s  \n iPhone", "sam's iphone"],
    ["2001\u2010db8", "2001-db8"],
  ])("%j is %j", (text, plain) => {
    expect(plainForm(text)).toBe(plain);
  });

  it.each(["100%", "%zz", "%10.0.0.5", "&unknown;", "&#0;", "&#xD800;", "&#9999999;", "%C0%AE"])(
    "%s decodes to nothing else",
    (text) => {
      expect(plainForm(`x${text}`)).toBe(`x${text.toLowerCase().replace("&#xd800;", "\uFFFD")}`);
    },
  );

  it("what decoding would destroy is still there in the first form", () => {
    expect(plainForms("5%31.0.0.5").some((form) => form.includes("31.0.0.5"))).toBe(true);
  });

  it("never throws, and plain letters stay what they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-z]{1,9}$/), (text, word) => {
        expect(plainForms(`${text} ${word}`).every((form) => form.includes(word))).toBe(true);
      }),
      { seed: 61, numRuns: 1_000 },
    );
  });
});

describe("the text of an HTML document", () => {
  it("joins what only marks part, and parts what blocks part", () => {
    expect(textOfHtml("<p><bdi>a.<wbr>b</bdi></p><td>c</td>").trim().split(/\s+/)).toEqual(["a.b", "c"]);
  });
});
