import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { watchCauses } from "./cause-watch.ts";
import { deniedEvent } from "./testdata/denied-event.ts";
import { documentRecord } from "./testdata/document-record.ts";
import { threadKey } from "./thread-key.ts";
import { toldCause } from "./told-cause.ts";

const PLAN = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

function attempt(minute: number, fields: Partial<DeniedEvent> = {}): DeniedEvent {
  const occurredAt = `2026-11-14T08:${String(minute).padStart(2, "0")}:00Z`;
  return deniedEvent({ contentId: PLAN, occurredAt, ...fields });
}

/** What is seen when all of `earlier` go by and `newest` is what the notice is worded from. */
function seen(newest: DeniedEvent, earlier: readonly DeniedEvent[], record?: DocumentRecord) {
  const watch = watchCauses([newest], new Map(record === undefined ? [] : [[PLAN, record]]));
  for (const event of [...earlier, newest]) watch.see(event);
  const { otherCause, unknownResult, hasUnknownResult } = watch.exceptions();
  return { other: [...otherCause].length > 0, unknown: [...unknownResult].length > 0, hasUnknownResult };
}

const NOTHING = { other: false, unknown: false, hasUnknownResult: false };

describe("whether what is said of the last attempt holds for all", () => {
  const revoked = documentRecord(PLAN, { revokedAt: "2026-11-14T08:30:00Z" });

  it("it does where all have the same result and nothing is known", () => {
    expect(seen(attempt(50), [attempt(10), attempt(20)])).toEqual(NOTHING);
  });

  it("it does where access had been withdrawn before the first", () => {
    expect(seen(attempt(50), [attempt(31), attempt(40)], revoked)).toEqual(NOTHING);
  });

  it("it does not where access was withdrawn between the first and the last", () => {
    expect(seen(attempt(50), [attempt(29), attempt(40)], revoked)).toEqual({ ...NOTHING, other: true });
  });

  it("it does not where an earlier one has another result", () => {
    expect(seen(attempt(50), [attempt(10, { outcome: "expired" })])).toEqual({ ...NOTHING, other: true });
    expect(seen(attempt(50, { outcome: "revoked" }), [attempt(40)], revoked)).toEqual({ ...NOTHING, other: true });
  });

  it("a result nobody documented is noticed wherever it stands", () => {
    expect(seen(attempt(50), [attempt(10, { resultKnown: false })])).toEqual({
      other: false,
      unknown: true,
      hasUnknownResult: true,
    });
    const unlisted = attempt(10, { resultKnown: false, actor: "another@partner.example" });
    expect(seen(attempt(50), [unlisted])).toEqual({ ...NOTHING, hasUnknownResult: true });
  });

  it("one person in two spellings is one, and another's attempts do not count", () => {
    const other = attempt(10, { actor: "SAM@Partner.example", outcome: "expired" });
    expect(seen(attempt(50), [other]).other).toBe(true);
    expect(seen(attempt(50), [{ ...other, actor: "noor.holt@contoso.com" }])).toEqual(NOTHING);
  });

  it("is known of the newest before anything went by", () => {
    const watch = watchCauses([attempt(50, { resultKnown: false })], new Map());
    expect(watch.exceptions().hasUnknownResult).toBe(true);
  });
});

describe("comparing few", () => {
  const people = ["sam@partner.example", "noor.holt@contoso.com"];
  const moment = fc
    .integer({ min: 0, max: 59 })
    .map((minute) => `2026-11-14T08:${String(minute).padStart(2, "0")}:00Z`);
  const event = fc
    .record({
      minute: fc.integer({ min: 0, max: 59 }),
      actor: fc.constantFrom(...people),
      outcome: fc.constantFrom<DeniedEvent["outcome"]>("refused", "refused", "refused", "revoked", "expired"),
      resultKnown: fc.boolean(),
      owner: fc.constantFrom("adele.vance@contoso.com", "sam@partner.example"),
    })
    .map(({ minute, ...fields }) => attempt(minute, fields));
  const record = fc
    .record(
      { revokedAt: moment, expiresAt: moment, protectedAt: moment, recipients: fc.constant("alex@contoso.com") },
      { requiredKeys: [] },
    )
    .chain((values) => moment.map((asOf) => documentRecord(PLAN, values, { asOf })));

  it("sees the same as comparing every attempt with the newest, in whatever order they go by", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 12 }), record, (events, known) => {
        const documents = new Map([[PLAN, known]]);
        const newest = new Map(events.map((each) => [threadKey(each), each]));
        for (const each of events) {
          const latest = newest.get(threadKey(each)) ?? each;
          if (each.occurredAt > latest.occurredAt) newest.set(threadKey(each), each);
        }
        const watch = watchCauses([...newest.values()], documents);
        for (const each of events) watch.see(each);
        const differing = events.filter((each) => {
          const latest = newest.get(threadKey(each)) ?? each;
          return !isDeepStrictEqual(toldCause(each, documents), toldCause(latest, documents));
        });
        expect([...watch.exceptions().otherCause].sort()).toEqual([...new Set(differing.map(threadKey))].sort());
      }),
      { seed: 95, numRuns: 1_000 },
    );
  });

  it("a hundred thousand attempts at a document protected for ten thousand people cost a second or two", () => {
    const recipients = Array.from({ length: 10_000 }, (_none, n) => `person${n}@fabrikam.com`).join(" ");
    const events = Array.from({ length: 100_000 }, (_none, n) => attempt(n % 60, { rowId: String(n) }));
    const started = performance.now();
    expect(seen(attempt(59), events, documentRecord(PLAN, { recipients }))).toEqual(NOTHING);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
