import fc from "fast-check";
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import type { Notice, NoticeActor, NoticeDocument, RenderedNotice } from "./notice.ts";
import { renderNotice } from "./render-notice.ts";
import { ENTRY, NASTY_NAMES, NOTICE, PRESENTATION, SAMPLE_NOTICES } from "./testdata/sample-notices.ts";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  // Mail programs drop style sheets, so styles stand in the tags.
  // Older ones know "presentation" and not "none".
  rules: { "no-inline-style": "off", "presentation-role-style": "off" },
});

/** What a reader of the HTML twin reads, by means of its own: tags gone, the few entities decoded. */
function readHtml(html: string): string {
  const body = html.slice(html.indexOf("<body"));
  return body
    .replace(/<\/?(?:bdi|wbr)>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
}

function wordsOf(text: string): readonly string[] {
  const words = text.replace(/[\u2068\u2069]/g, "").split(/[\s():]+/);
  return [...new Set(words.filter((word) => /[\p{L}\p{N}]/u.test(word)))].sort();
}

function expectNoLink({ subject, text, html }: RenderedNotice): void {
  const tags = html.match(/<[^>]*>/g)?.join("\n") ?? "";
  expect(tags).not.toMatch(
    /\s(?:href|src|srcset|action|background|ping|cite|on\w+)\s*=|url\(|<(?:a|img|form|script|link|iframe|svg|base|object)\b/i,
  );
  for (const part of [subject, text, html, readHtml(html)]) {
    expect(part).not.toMatch(/:\/\/|\bwww\.|mailto:|javascript:|data:\S/i);
  }
}

describe.each(SAMPLE_NOTICES)("notice $name", ({ name, notice, presentation }) => {
  const rendered = renderNotice(notice, presentation);

  it("reads as a person approved it", async () => {
    await expect(`Subject: ${rendered.subject}\n\n${rendered.text}`).toMatchFileSnapshot(`testdata/${name}.txt`);
    await expect(rendered.html).toMatchFileSnapshot(`testdata/${name}.html`);
  });

  it("says the same in both twins", () => {
    const caption = notice.entries.length > 1 ? "Blocked attempts by document and person" : "";
    const columns = notice.entries.length > 1 ? "Document Result" : "";
    expect(wordsOf(`${readHtml(rendered.html)} ${columns}`)).toEqual(wordsOf(`${rendered.text} ${caption} ${columns}`));
  });

  it("is valid HTML, and holds no link", async () => {
    const report = await validator.validateString(rendered.html);
    expect(
      report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
    ).toEqual([]);
    expectNoLink(rendered);
  });

  it("has lines that no program has to wrap", () => {
    const plain = rendered.text.replace(/[\u2068\u2069]/g, "");
    expect(plain.split("\n").filter((line) => [...line].length > 76 && line.trim().includes(" "))).toEqual([]);
    expect(rendered.text).not.toMatch(/\n\n\n|[ \t]\n/);
  });
});

describe("hostile text stays text", () => {
  it.each(NASTY_NAMES.map((name, index) => ({ index, name })))("nasty name $index", async ({ name }) => {
    const document: NoticeDocument = {
      name: { kind: "named", name },
      shortId: "8f3a11c2",
      label: { kind: "named", name },
    };
    const actor: NoticeActor = { kind: "unreadable", text: name };
    const other: NoticeActor = { kind: "person", address: name, standing: "unknown", guest: false };
    const rendered = renderNotice(
      {
        ...NOTICE,
        entries: [
          { ...ENTRY, document, actor },
          { ...ENTRY, document, actor: other },
        ],
      },
      PRESENTATION,
    );
    expectNoLink(rendered);
    expect(rendered.subject).toMatch(/^Access blocked[^\p{Cc}]*$/u);
    expect(new TextEncoder().encode(rendered.subject).length).toBeLessThanOrEqual(78);
    expect(rendered.text.isWellFormed() && rendered.html.isWellFormed()).toBe(true);
    expect(rendered.text).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066\u2067\u200B-\u200F\u2028\u2029]/u);
    expect(tagsOf(rendered.html)).toEqual(tagsOf(renderNotice(twoPeople("Q3 forecast.xlsx"), PRESENTATION).html));
    const report = await validator.validateString(rendered.html);
    expect(report.errorCount).toBe(0);
  });

  it("whatever the text, the tags are the template's", () => {
    const expected = tagsOf(renderNotice(twoPeople("Q3"), PRESENTATION).html);
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        const rendered = renderNotice(twoPeople(`a${name}`), PRESENTATION);
        expect(tagsOf(rendered.html)).toEqual(expected);
        expectNoLink(rendered);
      }),
      { seed: 41, numRuns: 200 },
    );
  });
});

describe("what is said depends on what is known", () => {
  it("a single attempt is one attempt, and once told is not said to be combined", () => {
    const { subject, text } = renderNotice({ ...NOTICE, entries: [{ ...ENTRY, attempts: 1 }] }, PRESENTATION);
    expect(subject).toBe('Access blocked: "Q3 forecast.xlsx" (1 attempt)');
    expect(text).toContain("The attempt was blocked.");
    expect(text).not.toContain("combines");
  });

  it("two documents of the same name are told apart by their ids", () => {
    const twin = { ...ENTRY, document: { ...ENTRY.document, shortId: "11112222" } };
    const { text, subject } = renderNotice({ ...NOTICE, entries: [ENTRY, twin] }, PRESENTATION);
    expect(text).toContain("(id ending in fcd8f3a1)");
    expect(text).toContain("(id ending in 11112222)");
    expect(subject).toBe("Document protection: 6 blocked attempts, 2 documents");
  });

  it("an organisation that names no address sends nobody to one", () => {
    const { text, html } = renderNotice(NOTICE, { ...PRESENTATION, contact: null });
    expect(text).toContain("Tell your help desk or your security team, and quote reference K7QD-2M9P.");
    expect(`${text}${html}`).not.toMatch(/REPORT|null|security@/);
  });

  it("an organisation may write in a language nobody has written yet: it gets English", () => {
    expect(renderNotice(NOTICE, { ...PRESENTATION, language: "tlh" })).toEqual(renderNotice(NOTICE, PRESENTATION));
  });

  it("equal notices give equal bytes", () => {
    expect(renderNotice(structuredClone(NOTICE), PRESENTATION)).toEqual(renderNotice(NOTICE, PRESENTATION));
  });
});

function twoPeople(name: string): Notice {
  const document: NoticeDocument = {
    name: { kind: "named", name },
    shortId: "8f3a11c2",
    label: { kind: "named", name },
  };
  const entries = (["unreadable", "service"] as const).map((kind) => ({
    ...ENTRY,
    document,
    actor: { kind, text: name },
  }));
  return { ...NOTICE, entries };
}

/** Tags without the two that enclose strangers' text, and without what an absent label leaves out. */
function tagsOf(html: string): readonly string[] {
  const known = html.replace(/<br><span[^>]*>(?:Label: |\(we do not know)[^<]*(?:<\/?(?:bdi|wbr)>[^<]*)*<\/span>/g, "");
  return (known.match(/<[^>]*>/g) ?? []).filter((tag) => !/^<\/?(?:bdi|wbr)>$/.test(tag));
}
