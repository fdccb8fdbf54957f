/** What limits can and cannot do, whatever the refusals. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Side } from "./report.ts";
import { PastLogs, type PastRefusal } from "./testdata/past-logs.ts";

const START = Date.parse("2026-10-01T00:00:00Z");

interface Tried {
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  readonly maxPerOwnerPerDay: number;
}

/** What lifts each limit altogether. */
const LIFTED: Tried = { groupWait: "0s", groupInterval: "0s", repeatInterval: "0s", maxPerOwnerPerDay: 1_000 };

const tried: fc.Arbitrary<Tried> = fc.record({
  groupWait: fc.constantFrom("0s", "10m", "2h"),
  groupInterval: fc.constantFrom("0s", "1h", "4h"),
  repeatInterval: fc.constantFrom("0s", "1h", "24h"),
  maxPerOwnerPerDay: fc.integer({ min: 1, max: 5 }),
});

const refusals: fc.Arbitrary<PastRefusal[]> = fc.array(
  fc.record({
    at: fc
      .integer({ min: 0, max: 2 * 86_400 })
      .map((second) => `${new Date(START + second * 1_000).toISOString().slice(0, 19)}Z`),
    owner: fc.constantFrom("miriam.jansen@contoso.com", "anna.sato@contoso.com", "out@fabrikam.com", "-"),
    actor: fc.constantFrom("raul.sato@fabrikam.com", "anna.sato@contoso.com"),
    document: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("limits", () => {
  let past: PastLogs;

  beforeEach(() => {
    past = new PastLogs();
  });

  afterEach(() => past.remove());

  async function compare(events: readonly PastRefusal[], a: Tried, b: Tried): Promise<readonly [Side, Side]> {
    past.log(events);
    past.config("a.yaml", { ...a });
    past.config("b.yaml", { ...b });
    const { sides } = await past.simulate(["a.yaml", "b.yaml"]);
    return sides as unknown as readonly [Side, Side];
  }

  it("only put off: who is told in the end, and what is held for good, does not depend on them", async () => {
    await fc.assert(
      fc.asyncProperty(refusals, tried, tried, async (events, a, b) => {
        const [one, other] = await compare(events, a, b);
        expect(one.books).toEqual(other.books);
        expect(one.books.pending).toBe(0);
      }),
      { seed: 5, numRuns: 10 },
    );
  });

  it.each<[keyof Tried, string]>([
    ["repeatInterval", "repeat"],
    ["maxPerOwnerPerDay", "cap"],
  ])("lifted one by one hold nothing for it: %s", async (limit, reason) => {
    await fc.assert(
      fc.asyncProperty(refusals, tried, async (events, a) => {
        const [, lifted] = await compare(events, a, { ...a, [limit]: LIFTED[limit] });
        expect(lifted.heldForAWhile[reason] ?? 0).toBe(0);
      }),
      { seed: 6, numRuns: 5 },
    );
  });

  it("lifted altogether hold nothing, make no mail later, and no fewer mails", async () => {
    await fc.assert(
      fc.asyncProperty(refusals, tried, async (events, a) => {
        const [limited, free] = await compare(events, a, LIFTED);
        expect(free.heldForAWhile).toEqual({});
        expect(free.mails.total).toBeGreaterThanOrEqual(limited.mails.total);
        expect(free.delays.fromRefusal?.max ?? 0).toBeLessThanOrEqual(limited.delays.fromRefusal?.max ?? 0);
        expect(free.delays.fromRefusal?.median ?? 0).toBeLessThanOrEqual(limited.delays.fromRefusal?.median ?? 0);
      }),
      { seed: 7, numRuns: 12 },
    );
  });

  it("raised by one mail a day hold no more, where nothing else holds", async () => {
    await fc.assert(
      fc.asyncProperty(refusals, fc.integer({ min: 1, max: 5 }), async (events, maxPerOwnerPerDay) => {
        const [tight, loose] = await compare(
          events,
          { ...LIFTED, maxPerOwnerPerDay },
          { ...LIFTED, maxPerOwnerPerDay: maxPerOwnerPerDay + 1 },
        );
        expect(loose.heldForAWhile["cap"] ?? 0).toBeLessThanOrEqual(tight.heldForAWhile["cap"] ?? 0);
        expect(loose.delays.fromRefusal?.max ?? 0).toBeLessThanOrEqual(tight.delays.fromRefusal?.max ?? 0);
      }),
      { seed: 8, numRuns: 25 },
    );
  });
});
