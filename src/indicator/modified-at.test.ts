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

  it("is never before that, and little after it, however much is known and whenever that was written", () => {
    for (const asOf of ["2019-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "no time", hours(1), hours(90_000)]) {
      const later = at({
        ...{ name: known("Plan.docx", asOf), label: known("Public", asOf), owner: known("a@contoso.com", asOf) },
        ...{ issuer: known("a@contoso.com", asOf), protectedAt: known(hours(-9), asOf), expiresAt: known(NEVER, asOf) },
        ...{ revokedAt: known(NEVER, asOf), recipients: known("a@contoso.com", asOf) },
      });
      expect(later).toBeGreaterThan(0);
      expect(later).toBeLessThan(3 * HOUR);
    }
  });

  it.each<[string, Omit<DocumentRecord, "contentId">, Omit<DocumentRecord, "contentId">]>([
    ["something is learnt", {}, { label: known("Public") }],
    [
      "something is learnt that is older than all else",
      { label: known("Public", hours(9)) },
      { label: known("Public", hours(9)), revokedAt: known(NEVER, "2001-01-01T00:00:00Z") },
    ],
    [
      "something is newer by a second, within a day",
      { label: known("Public", "2026-11-18T10:00:00Z") },
      { label: known("Secret", "2026-11-18T10:00:01Z") },
    ],
    [
      "something is newer by a minute, within weeks",
      { label: known("Public", "2026-12-28T00:00:00Z") },
      { label: known("Secret", "2026-12-28T00:01:00Z") },
    ],
    [
      "something is newer that is not the newest",
      { label: known("Public", hours(1)), name: known("Plan.docx", hours(9)) },
      { label: known("Secret", hours(3)), name: known("Plan.docx", hours(9)) },
    ],
    [
      "something is newer by a second, while something else is the newest",
      { label: known("Public", hours(1)), name: known("Plan.docx", hours(9)) },
      { label: known("Secret", hours(1 + 1 / 3_600)), name: known("Plan.docx", hours(9)) },
    ],
    [
      "something is newer that is years old all the same",
      { label: known("Public", hours(-40_000)), name: known("Plan.docx", hours(9)) },
      { label: known("Secret", hours(-39_999)), name: known("Plan.docx", hours(9)) },
    ],
    [
      "a time takes the place of what is none, and is older",
      { protectedAt: known("yesterday", hours(9)) },
      { protectedAt: known(hours(-20), hours(-9)) },
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
  owner: ["anna.sato@contoso.com", "jon.alvarez@contoso.com", "Anna Sato", "Anna <anna.sato@contoso.com>"],
  issuer: ["anna.sato@contoso.com", "Anna Sato"],
  protectedAt: ["2026-11-02T09:15:00Z", "2026-11-03T09:15:00Z", "02/11/2026"],
  expiresAt: ["2026-11-16T00:00:00Z", NEVER, "soon"],
  revokedAt: ["2026-11-15T00:00:00Z", NEVER],
  recipients: ["mia.berg@contoso.com", "mia.berg@contoso.com tomas.rossi@fabrikam.com"],
} as const;

/** When records were written: of the day before and after the refusal any second, of the years before any hour. */
const written = fc.oneof(
  fc.integer({ min: -86_400, max: 86_399 }).map((second) => second / 3_600),
  fc.integer({ min: -70_000, max: 8_000 }),
);

/** Facts of that time, no two of one moment, in any order. */
const facts = fc
  .uniqueArray(written, { minLength: 1, maxLength: 12, selector: (hour) => Math.round(hour * 3_600) })
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
      { seed: 11, numRuns: 1_000 },
    );
  });
});
