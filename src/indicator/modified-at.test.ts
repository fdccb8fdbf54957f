import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueFact, type DocumentRecord, NEVER } from "../catalogue/document.ts";
import { mergeFact } from "../catalogue/merge.ts";
import { modifiedAt } from "./modified-at.ts";
import { stixIndicator } from "./stix.ts";
import { FULL_EVENT, known } from "./testdata/made-up.ts";

const { contentId = "" } = FULL_EVENT;
const REFUSED = Date.parse(FULL_EVENT.occurredAt);
const at = (document?: Omit<DocumentRecord, "contentId">) =>
  modifiedAt(REFUSED, document === undefined ? undefined : { contentId, ...document }) - REFUSED;
const HOUR = 3_600_000;
const hours = (n: number): string => new Date(REFUSED + n * HOUR).toISOString();

describe("when an indicator was changed last", () => {
  it("is when it was refused, as long as nothing else is known", () => {
    expect(at()).toBe(0);
    expect(at({})).toBe(0);
  });

  it("is never before that, and close to the newest of what is known", () => {
    expect(at({ label: known("Public", "2019-01-01T00:00:00Z") })).toBe(1);
    expect(at({ label: known("Public", "no time") })).toBe(1);
    const all = at({
      label: known("Public", hours(30)),
      name: known("Plan.docx", hours(-2)),
      owner: known("a@contoso.com", hours(1)),
    });
    expect(all).toBeGreaterThan(30 * HOUR);
    expect(all).toBeLessThan(30 * HOUR + 20_000);
  });

  it.each<[string, Omit<DocumentRecord, "contentId">, Omit<DocumentRecord, "contentId">]>([
    ["something is learnt", {}, { label: known("Public") }],
    [
      "something is learnt that is older than all else",
      { label: known("Public", hours(9)) },
      { label: known("Public", hours(9)), revokedAt: known(NEVER, "2001-01-01T00:00:00Z") },
    ],
    [
      "something is newer by a second",
      { label: known("Public", "2026-11-20T00:00:00Z") },
      { label: known("Secret", "2026-11-20T00:00:01Z") },
    ],
    [
      "something is newer that is not the newest",
      { label: known("Public", hours(1)), name: known("Plan.docx", hours(9)) },
      { label: known("Secret", hours(3)), name: known("Plan.docx", hours(9)) },
    ],
    [
      "a readable name takes the place of a newer one that is not",
      { name: known("????.docx", hours(9)) },
      { name: known("Plan.docx", hours(-9)) },
    ],
    [
      "an address takes the place of a newer owner that is none",
      { owner: known("Anna", hours(9)) },
      { owner: known("a@contoso.com", hours(-9)) },
    ],
  ])("is later when %s", (_what, before, after) => {
    expect(at(after)).toBeGreaterThan(at(before));
  });
});

const VALUES = {
  name: ["Plan.docx", "Plan 2.docx", "????.docx", "{0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a}"],
  label: ["Public", "Confidential", "Secret"],
  owner: ["anna.sato@contoso.com", "jon.alvarez@contoso.com", "Anna Sato"],
  protectedAt: ["2026-11-02T09:15:00Z", "2026-11-03T09:15:00Z"],
  expiresAt: ["2026-11-16T00:00:00Z", NEVER],
  revokedAt: ["2026-11-15T00:00:00Z", NEVER],
  recipients: ["mia.berg@contoso.com", "mia.berg@contoso.com tomas.rossi@fabrikam.com"],
} as const;

/** Facts of the weeks around the refusal, each of another hour, in any order. */
const facts = fc
  .uniqueArray(fc.integer({ min: -700, max: 700 }), { minLength: 1, maxLength: 12 })
  .chain((times) =>
    fc.tuple(
      ...times.map((hour) =>
        fc
          .constantFrom(...Object.keys(VALUES))
          .chain((field) =>
            fc
              .constantFrom(...VALUES[field as keyof typeof VALUES])
              .map((value): CatalogueFact => ({ contentId, asOf: hours(hour), origin: "workspace", [field]: value })),
          ),
      ),
    ),
  );

describe("facts that are learnt one by one, in any order", () => {
  it("make each version that differs from the one before newer, and the same knowledge the same version", () => {
    const make = (document?: DocumentRecord) =>
      stixIndicator(FULL_EVENT, document, {
        lifetimeMs: HOUR,
        confidence: 10,
        address: { usable: false, because: "missing" },
      });
    fc.assert(
      fc.property(facts, (learnt) => {
        let document: DocumentRecord | undefined;
        let before = make();
        for (const fact of learnt) {
          document = mergeFact(document, fact);
          const now = make(document);
          if (JSON.stringify(now) !== JSON.stringify(before)) expect(now.modified > before.modified).toBe(true);
          before = now;
        }
        const reversed = learnt.toReversed().reduce<DocumentRecord | undefined>(mergeFact, undefined);
        expect(JSON.stringify(make(reversed))).toBe(JSON.stringify(before));
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
