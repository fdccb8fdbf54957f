import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, type Piece, shown } from "./html.ts";
import { plainText, showText } from "./show-text.ts";

const RUNS = { seed: 20_261_122, numRuns: 500 };
/** Any text, with more of what does harm than chance would give. */
const HOSTILE_TEXT = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("<", ">", '"', "'", "&", "&lt;", "\u202e", "\u200d", "\r\n", "\ud800"),
    ),
  )
  .map((parts) => parts.join(""));

describe("showText", () => {
  it.each([
    ["<b>", "&#60;b&#62;"],
    [`"'&`, "&#34;&#39;&#38;"],
    ["a\r\nb\tc\n", "a\nb\tc\n"],
    ["x\u202ecod.exe", 'x<span class="unseen">U+202E</span>cod.exe'],
    ["zero\u200bwidth", 'zero<span class="unseen">U+200B</span>width'],
    ["nul\0", 'nul<span class="unseen">U+0000</span>'],
    ["half\ud83d", 'half<span class="unseen">U+D83D</span>'],
    ["👩‍💻 عقد Überblick 年度", "👩‍💻 عقد Überblick 年度"],
  ])("%j", (text, markup) => {
    expect(showText(text)).toBe(markup);
  });

  it("adds no markup but its own, and loses no character, whatever the text", () => {
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        const markup = showText(text);
        expect(markup.replace(/<span class="unseen">U\+[0-9A-F]{4,6}<\/span>/g, "")).not.toMatch(/[<>"']/);
        expect(markup.replaceAll(/&#\d+;/g, "")).not.toContain("&");
        const back = markup
          .replace(/<span class="unseen">U\+([0-9A-F]+)<\/span>/g, (_, hex: string) =>
            String.fromCodePoint(Number.parseInt(hex, 16)),
          )
          .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
        expect(back).toBe(text.replaceAll("\r\n", "\n"));
      }),
      RUNS,
    );
  });
});

describe("html", () => {
  it("escapes values, in content and in attributes, and joins lists and pieces", () => {
    const list: readonly Piece[] = ["<a>", null, false, 0, html`<i>${"&"}</i>`];
    expect(html`<p title="${'"'}">${list}</p>`.toString()).toBe('<p title="&#34;">&#60;a&#62;0<i>&#38;</i></p>');
    expect(html`${shown("<x>")}`.toString()).toBe("<bdi>&#60;x&#62;</bdi>");
  });

  it.each([
    ['a "\u2068عقد.docx\u2069" b', "<bdi>a &#34;<bdi>عقد.docx</bdi>&#34; b</bdi>"],
    ["\u2068<x>\u202e\u2069", '<bdi><bdi>&#60;x&#62;<span class="unseen">U+202E</span></bdi></bdi>'],
    ["\u2068open", '<bdi><span class="unseen">U+2068</span>open</bdi>'],
    ["a\u2069b\u2068", '<bdi>a<span class="unseen">U+2069</span>b<span class="unseen">U+2068</span></bdi>'],
  ])("sets apart what a text sets apart, and names what has no partner: %j", (text, markup) => {
    expect(shown(text).toString()).toBe(markup);
  });

  it("takes nothing for finished markup that only looks like it", () => {
    const forged = { toString: () => "<script>" };
    expect(() => html`${forged as unknown as string}`.toString()).toThrow(TypeError);
  });
});

describe("plainText", () => {
  it("names nothing, hides nothing, and ends where it must", () => {
    expect(plainText("a\u202eb\nc", 10)).toBe("a\ufffdb c");
    expect(plainText("x".repeat(20), 10)).toBe(`${"x".repeat(9)}…`);
  });
});
