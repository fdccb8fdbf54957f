import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelsOf } from "./labels.ts";
import { PROPERTY_NAMES, propertiesOf } from "./properties.ts";
import { anyDocument, anyEvent, FULL_DOCUMENT, FULL_EVENT } from "./testdata/made-up.ts";

const label = (value: string): string => labelsOf([{ name: "actor", value }])[0] ?? "";

/** As an analyst reads a label: the name up to the first `=`, the value decoded. */
function read(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), decodeURIComponent(text.slice(at + 1))];
}

describe("a label", () => {
  it.each([
    ["plain text", "tomas.rossi@fabrikam.com", "actor=tomas.rossi@fabrikam.com"],
    ["nothing", "", "actor="],
    ["an equals sign", "a=b=c", "actor=a=b=c"],
    ["a comma", "Lisbon, PT", "actor=Lisbon%2C PT"],
    ["a line break", "a\r\nb", "actor=a%0D%0Ab"],
    ["what looks like another label", "a,outcome=allowed", "actor=a%2Coutcome=allowed"],
    ["what looks like encoding", "100%2C", "actor=100%252C"],
    ["a plus sign, which some decoders take for a blank", "a+b", "actor=a%2Bb"],
    ["text that runs backwards", "a\u202efdp", "actor=a%E2%80%AEfdp"],
    ["what is invisible", "a\u200bb\u{e0041}", "actor=a%E2%80%8Bb%F3%A0%81%81"],
    ["half a surrogate pair", "a\ud83d", "actor=a\ufffd"],
    ["an ellipsis of theirs", "a…", "actor=a%E2%80%A6"],
    ["other scripts, left as they are", "報告書 отчёт 🔒", "actor=報告書 отчёт 🔒"],
  ])("holds %s", (_what, value, expected) => {
    expect(label(value)).toBe(expected);
  });

  it("is cut at its limit, with a mark, and never within a character or its encoding", () => {
    expect(label("x".repeat(256))).toBe(`actor=${"x".repeat(256)}`);
    expect(label("x".repeat(257))).toBe(`actor=${"x".repeat(253)}…`);
    expect(label(",".repeat(100_000))).toBe(`actor=${"%2C".repeat(84)}…`);
    expect(label("🔒".repeat(100))).toBe(`actor=${"🔒".repeat(63)}…`);
  });
});

describe("the labels of an event", () => {
  it("are one a property, by name and in the order of the names", () => {
    const labels = labelsOf(propertiesOf(FULL_EVENT, FULL_DOCUMENT));
    expect(labels.map((text) => read(text)[0])).toEqual(PROPERTY_NAMES);
    expect(labels).toContain("documentName=Merger Plan%2C final.docx");
    expect(labels).toContain("knownExpiresAt=2026-11-16T00:00:00Z");
  });

  it("give back each short value, stay small together, and can be joined by commas and taken apart", () => {
    fc.assert(
      fc.property(anyEvent, fc.option(anyDocument, { nil: undefined }), (event, document) => {
        const properties = propertiesOf(event, document);
        const labels = labelsOf(properties);
        expect(Buffer.byteLength(labels.join(""))).toBeLessThan(10_000);
        expect(labels.join(",").split(",")).toEqual(labels);
        for (const [i, { name, value }] of properties.entries()) {
          const text = labels[i] ?? "";
          if (!text.endsWith("…")) expect(read(text)).toEqual([name, value.toWellFormed()]);
          else expect(text.startsWith(`${name}=`) && text.length > 100).toBe(true);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("are bounded in number", () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ name: `n${i}`, value: "v".repeat(500) }));
    const labels = labelsOf(many);
    expect(labels).toHaveLength(100);
    expect(labels.join("").length).toBeLessThan(10_000);
  });
});
