import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { createAddressJudge } from "./address.ts";
import { PROPERTY_NAMES, propertiesOf } from "./properties.ts";
import { EXTENSION_ID, type StixIndicator, stixIndicator } from "./stix.ts";
import { anyDocument, anyEvent, FULL_DOCUMENT, FULL_EVENT } from "./testdata/made-up.ts";
import { readComparisons } from "./testdata/stix-pattern-grammar.ts";
import { createStixCheck } from "./testdata/stix-schemas.ts";

const judge = createAddressJudge({ corporate: ["198.51.100.0/25"], shared: [], allowed: [] });
const complaintsOf = createStixCheck();
const DAY = 86_400_000;

function make(event: DeniedEvent, document?: DocumentRecord, more: { readonly isTest?: boolean } = {}): StixIndicator {
  return stixIndicator(event, document, {
    lifetimeMs: 2 * DAY,
    confidence: 10,
    address: judge(event.ipAddress),
    ...more,
  });
}

function told({ extensions }: StixIndicator) {
  return extensions[EXTENSION_ID]!;
}

describe("the indicator of a refusal", () => {
  it("looks like this", async () => {
    const text = `${JSON.stringify(make(FULL_EVENT, FULL_DOCUMENT), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("testdata/indicator.json");
  });

  it("says of itself that it is unsure, short-lived, not to be passed on, and no accusation", () => {
    const indicator = make(FULL_EVENT);
    expect(indicator).toMatchObject({
      indicator_types: ["anomalous-activity"],
      confidence: 10,
      object_marking_refs: ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"],
      created: "2026-11-18T00:02:52.000Z",
      valid_from: "2026-11-18T00:02:52.000Z",
      valid_until: "2026-11-20T00:02:52.000Z",
    });
    expect(`${indicator.name} ${indicator.description}`).not.toMatch(
      /malicious|attacker|threat|suspicious|compromise/i,
    );
  });

  it("holds nothing recorded in name and description", () => {
    const { name, description } = make(FULL_EVENT, FULL_DOCUMENT);
    const values = propertiesOf(FULL_EVENT, FULL_DOCUMENT).filter(
      ({ value }) => !["refused", "true", "false"].includes(value),
    );
    for (const { value } of values) expect(`${name} ${description}`).not.toContain(value);
  });

  it("holds every field of the event and all the catalogue knows, whole, by name", () => {
    const { properties, shortened } = told(make(FULL_EVENT, FULL_DOCUMENT));
    expect(Object.keys(properties)).toEqual(PROPERTY_NAMES);
    expect(properties).toMatchObject({ ...FULL_EVENT, resultKnown: "true" });
    expect(properties).toMatchObject({ knownExpiresAt: "2026-11-16T00:00:00Z", knownExpiresAtFrom: "document-log" });
    expect(shortened).toBeUndefined();
  });

  it("cuts the longest values of an event too large to send, and says which", () => {
    const { properties, shortened } = told(
      make({ ...FULL_EVENT, raw: "r".repeat(90_000), client: "c".repeat(30_000) }),
    );
    expect(shortened).toEqual(["client", "raw"]);
    expect(properties["raw"]).toMatch(/^r+…$/);
    expect(properties["documentName"]).toBe(FULL_EVENT.documentName);
  });

  it("is the same object for the same event and knowledge, and has the same id whatever is known", () => {
    expect(JSON.stringify(make(FULL_EVENT, FULL_DOCUMENT))).toBe(
      JSON.stringify(make({ ...FULL_EVENT }, { ...FULL_DOCUMENT })),
    );
    expect(make(FULL_EVENT).id).toBe(make({ ...FULL_EVENT, label: "Public", actor: "" }, FULL_DOCUMENT).id);
    // Written down here, because a changed id would upload every refusal once more.
    expect(make(FULL_EVENT).id).toBe("indicator--53f81795-0ada-5271-b0c6-31be130f9611");
  });

  it("has another id in another tenant and for another refusal", () => {
    const ids = [FULL_EVENT, { ...FULL_EVENT, tenantId: "" }, { ...FULL_EVENT, id: `${"0".repeat(31)}2` }].map(
      (event) => make(event).id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("is marked as a test, and soon over, when it is one", () => {
    const test = make(FULL_EVENT, undefined, { isTest: true });
    expect(test.name).toMatch(/^\[TEST] /);
    expect(test.labels).toContain("test=true");
    expect(told(test).properties["test"]).toBe("true");
    expect(test.valid_until).toBe("2026-11-18T00:12:52.000Z");
    expect(complaintsOf(test)).toEqual([]);
  });

  it("ends before time does", () => {
    const last = make({ ...FULL_EVENT, occurredAt: "9999-12-31T23:59:59Z" }, FULL_DOCUMENT);
    expect(complaintsOf(last)).toEqual([]);
    expect(last.valid_until > last.valid_from && last.modified >= last.created).toBe(true);
  });
});

describe("any indicator", () => {
  it("is valid by OASIS's schemas and pattern grammar, harmless to look at in its labels, and of bounded size", () => {
    fc.assert(
      fc.property(anyEvent, fc.option(anyDocument, { nil: undefined }), (event, document) => {
        const indicator = make(event, document);
        expect(complaintsOf(indicator)).toEqual([]);
        expect(indicator.modified >= indicator.created && indicator.valid_until > indicator.valid_from).toBe(true);
        const comparisons = readComparisons(indicator.pattern);
        expect(comparisons).toHaveLength(1);
        expect(comparisons[0]?.operator).toBe("=");
        for (const label of indicator.labels) expect(label).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029,]/u);
        expect(Buffer.byteLength(JSON.stringify(indicator))).toBeLessThan(48 * 1_024);
        expect(indicator.labels.length).toBeLessThanOrEqual(PROPERTY_NAMES.length);
      }),
      { seed: 15, numRuns: 250 },
    );
  });

  it("finds each short field again", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { properties, shortened = [] } = told(make(event));
        for (const [field, value] of Object.entries(event)) {
          if (shortened.includes(field)) expect(String(value).length).toBeGreaterThan(1_000);
          else expect(properties[field]).toBe(typeof value === "string" ? value.toWellFormed() : String(value));
        }
      }),
      { seed: 16, numRuns: 150 },
    );
  });
});

describe("the schemas it is held against", () => {
  it.each<[string, (indicator: StixIndicator) => object]>([
    ["no pattern", ({ pattern: _pattern, ...rest }) => rest],
    ["an empty list of labels", (indicator) => ({ ...indicator, labels: [] })],
    ["an id of another type", (indicator) => ({ ...indicator, id: indicator.id.replace("indicator", "identity") })],
    ["a time without a zone", (indicator) => ({ ...indicator, created: "2026-11-18T00:02:52.000" })],
    ["a modified time without milliseconds", (indicator) => ({ ...indicator, modified: "2026-11-18T00:02:52Z" })],
    ["confidence beyond a hundred", (indicator) => ({ ...indicator, confidence: 101 })],
    ["an extension of no kind", (indicator) => ({ ...indicator, extensions: { [EXTENSION_ID]: { raw: "a" } } })],
    ["an extension without an id", (indicator) => ({ ...indicator, extensions: { lockbell: { raw: "a" } } })],
  ])("refuse %s", (_what, spoil) => {
    expect(complaintsOf(make(FULL_EVENT))).toEqual([]);
    expect(complaintsOf(spoil(make(FULL_EVENT)))).not.toEqual([]);
  });
});
