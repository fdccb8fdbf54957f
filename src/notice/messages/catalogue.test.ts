import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { CATALOGUES, type MessageKey, wordsIn } from "./catalogue.ts";
import { en } from "./en.ts";

/** The placeholders of a message, wherever in its plurals they stand. */
function placeholders(message: string, locale: string): readonly string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === "object" && node !== null) {
      const { type, value } = node as { readonly type?: number; readonly value?: unknown };
      if (type !== 0 && typeof value === "string") names.add(value);
      for (const child of Object.values(node)) visit(child);
    }
  };
  visit(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe.each(Object.entries(CATALOGUES))("the catalogue %s", (language, { locale, messages }) => {
  it("has every message and no other", () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.keys(en) as MessageKey[])("%s is a message with the placeholders of the English one", (key) => {
    expect(messages[key].trim()).not.toBe("");
    expect(placeholders(messages[key], locale)).toEqual(placeholders(en[key], "en"));
  });

  it("has a form for every number its language counts by", () => {
    const words = wordsIn(language);
    for (const attempts of [0, 1, 2, 3, 5, 11, 21, 100, 1_000_000]) {
      expect(words.say("about.combined", { attempts })).toContain(new Intl.NumberFormat(locale).format(attempts));
    }
  });
});

describe("words", () => {
  it("a country's variant speaks its language, and what nobody has translated is English", () => {
    expect(wordsIn("en-AU")).toBe(wordsIn("en"));
    expect(wordsIn("xx").language).toBe("en");
    expect(wordsIn("__proto__").language).toBe("en");
  });

  it("what stands in a placeholder is never read as a message", () => {
    expect(wordsIn("en").say("subject.named", { name: "{x, plural, one {#}} '{' <b>", attempts: 2 })).toBe(
      "Access blocked: \"{x, plural, one {#}} '{' <b>\" (2 attempts)",
    );
  });

  it("a placeholder that is forgotten fails", () => {
    expect(() => wordsIn("en").say("subject.unnamed")).toThrow();
  });

  it("accuses nobody and hurries nobody", () => {
    expect(Object.values(en).join(" ")).not.toMatch(
      /attack|hacker|malicious|suspicious|urgent|immediately|warning|alert|violation|!/i,
    );
  });
});
