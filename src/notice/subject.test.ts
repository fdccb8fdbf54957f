import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsIn } from "./messages/catalogue.ts";
import type { Notice, NoticeDocument, Presentation } from "./notice.ts";
import { subjectOf } from "./subject.ts";
import { ENTRY, NOTICE, PRESENTATION } from "./testdata/sample-notices.ts";

const words = wordsIn("en");

function subject(name: string, notice: Partial<Notice> = {}, presentation: Partial<Presentation> = {}): string {
  const document: NoticeDocument = { name: { kind: "named", name } };
  return subjectOf({ ...NOTICE, ...notice }, [document], { ...PRESENTATION, ...presentation }, words);
}

describe("the subject", () => {
  it.each([
    ["names the document", subject("Q3 forecast.xlsx"), 'Access blocked: "Q3 forecast.xlsx" (3 attempts)'],
    [
      "shortens a name in its middle",
      subject(`Minutes of ${"the board ".repeat(9)}final.docx`),
      'Access blocked: "Minutes of the board the boar…oard final.docx" (3 attempts)',
    ],
    [
      "cannot be ended by a quote",
      subject('a" (1 attempt) "b.docx'),
      "Access blocked: \"a' (1 attempt) 'b.docx\" (3 attempts)",
    ],
    [
      "breaks what could be clicked",
      subject("www.evil.example"),
      'Access blocked: "www[.]evil[.]example" (3 attempts)',
    ],
    [
      "isolates what is written from the right",
      subject("عقد.docx"),
      'Access blocked: "\u2068عقد.docx\u2069" (3 attempts)',
    ],
    [
      "may keep the name back",
      subject("Q3.xlsx", {}, { documentNameInSubject: false }),
      "Access blocked to one of your protected documents",
    ],
    ["speaks otherwise to a stand-in", subject("", { role: "stand-in" }), "Access blocked to a protected document"],
    ["marks a test", subject("Q3.xlsx", {}, { test: true }), '[TEST] Access blocked: "Q3.xlsx" (3 attempts)'],
    [
      "counts what is not listed",
      subject("Q3.xlsx", { more: { entries: 7, attempts: 1_000 } }),
      "Document protection: 1,003 blocked attempts",
    ],
  ])("%s", (_case, actual, expected) => {
    expect(actual).toBe(expected);
  });

  it("counts a digest's attempts and documents", () => {
    const notice = { ...NOTICE, entries: [ENTRY, ENTRY, { ...ENTRY, attempts: 1 }] };
    const documents = [ENTRY.document, { name: { kind: "withheld" } as const }];
    expect(subjectOf(notice, documents, PRESENTATION, words)).toBe(
      "Document protection: 7 blocked attempts, 2 documents",
    );
  });

  it("never names the person", () => {
    expect(
      subject("Q3.xlsx", { entries: [{ ...ENTRY, actor: { kind: "unreadable", text: "BUY-NOW" } }] }),
    ).not.toContain("BUY-NOW");
  });

  it("is at most 78 octets and one line, whatever the name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 10 ** 7 }),
        (name, test, attempts) => {
          const line = subject(name, { entries: [{ ...ENTRY, attempts }] }, { test });
          expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(78);
          expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        },
      ),
      { seed: 51, numRuns: 500 },
    );
  });
});
