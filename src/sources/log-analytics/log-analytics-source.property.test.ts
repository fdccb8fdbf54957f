import fc from "fast-check";
import { expect, it } from "vitest";
import { answerOf, type FakeRow, type Fault, partialAnswer } from "./testdata/fake-workspace.ts";
import { type Pulled, PulledWorkspace, WORKSPACE_ID } from "./testdata/pull-workspace.ts";
import { refusal, trackingTable } from "./testdata/tracking-table.ts";

const START = Date.parse("2026-11-20T06:00:00Z");
const END_PART = `refusals/RMSDataDetails_CL@${WORKSPACE_ID}`;
const GAP_PART = `gap/RMSDataDetails_CL@${WORKSPACE_ID}/`;

const FAULTS = {
  partial: (_query, answer) => partialAnswer(answer),
  timeout: () => answerOf(504),
  throttle: () => answerOf(429),
  unavailable: () => answerOf(503),
  empty: () => answerOf(200),
  broken: () => answerOf(200, '{"tables":[{'),
  columns: () => answerOf(200, { tables: [{ name: "PrimaryResult", columns: [], rows: [] }] }),
  nothing: () => answerOf(204),
  lost: () => ({ kind: "failed", reason: "connection-lost", sent: true }),
  slow: () => ({ kind: "failed", reason: "timed-out", sent: true }),
  forbidden: () => answerOf(403),
} satisfies { readonly [name: string]: Fault };

/** What goes wrong with one request, or nothing. */
const fault = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.constantFrom("partial" as const, "slow" as const) },
  { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])) },
);

const scenario = fc.record({
  /** Milliseconds after the start at which rows arrive, several at once and on the very end of windows among them. */
  arrivals: fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 200_000_000 }),
      fc.constantFrom(3_600_000, 7_200_000, 7_200_001, 21_600_000, 21_600_001),
    ),
    { maxLength: 40 },
  ),
  /** Fewer rows than this in an answer, or it is only a part. */
  cap: fc.integer({ min: 2, max: 40 }),
  /** What cannot be read in a window of this length becomes a gap. */
  floorMs: fc.constantFrom(1_000, 3_600_000, 14_400_000),
  pageRecords: fc.integer({ min: 1, max: 10 }),
  runs: fc.array(
    fc.record({
      /** Milliseconds until the run begins. */
      after: fc.integer({ min: 1, max: 80_000_000 }),
      faults: fc.array(fault, { maxLength: 40 }),
      /** After how many stored pages the process is killed. */
      killedAfter: fc.option(fc.integer({ min: 1, max: 12 }), { nil: Number.POSITIVE_INFINITY }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

it("any windows, faults and kills tell the same refusals, and no cursor passes an unread row", async () => {
  const seen = { gaps: 0, troubles: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async ({ arrivals, cap, floorMs, pageRecords, runs }) => {
      const rows = arrivals.map((ms, i): FakeRow => {
        const arrived = new Date(START + ms).toISOString();
        return refusal(`reader${i}@fabrikam.com`, arrived, { happened: "2026-11-20T06:00:00Z" });
      });
      const place = new PulledWorkspace(
        trackingTable(rows),
        { since: "2026-11-20", settle: "0s" },
        { pageRecords, floorMs },
      );
      place.clock.set(START);
      const told = new Set<string>();
      let stored: Pick<Pulled, "cursors"> = { cursors: new Map() };

      const run = async (faults: readonly (keyof typeof FAULTS | undefined)[], killedAfter: number): Promise<void> => {
        place.workspace.queries.length = 0;
        place.workspace.fault = (query, answer) => {
          const name = faults[query.n];
          if (name !== undefined) return FAULTS[name](query, answer);
          // Rows that arrived together cannot be parted: then they are answered together.
          return query.kind === "refusals" && query.rows > cap && query.length > floorMs
            ? partialAnswer(answer)
            : undefined;
        };
        const pulled = await place.pull(stored, killedAfter);
        stored = pulled;
        for (const { event } of pulled.denied) told.add(event.actor);
        seen.troubles += pulled.troubles.length;
        seen.gaps += [...pulled.cursors.keys()].filter((part) => part.startsWith(GAP_PART)).length;
        expect(unreadBehind(rows, told, pulled.cursors)).toEqual([]);
      };

      for (const { after, faults, killedAfter } of runs) {
        place.clock.advance(after);
        await run(faults, killedAfter);
      }
      place.clock.set(START + 600_000_000);
      await run([], Number.POSITIVE_INFINITY);
      await run([], Number.POSITIVE_INFINITY);
      expect(told).toEqual(new Set(rows.map(({ cells }) => String(cells["RequesterEmail_s"]))));
      expect([...stored.cursors.keys()].filter((part) => part.startsWith(GAP_PART))).toEqual([]);
    }),
    { seed: 20261121, numRuns: 300 },
  );
  expect(seen.gaps).toBeGreaterThan(0);
  expect(seen.troubles).toBeGreaterThan(0);
});

/** Rows before the stored end that were neither told nor stand in a stored gap. */
function unreadBehind(
  rows: readonly FakeRow[],
  told: ReadonlySet<string>,
  cursors: ReadonlyMap<string, string>,
): readonly FakeRow[] {
  const end = cursors.get(END_PART) ?? "";
  const gaps = [...cursors].filter(([part]) => part.startsWith(GAP_PART));
  return rows
    .filter(({ arrived }) => arrived <= end)
    .filter(({ cells }) => !told.has(String(cells["RequesterEmail_s"])))
    .filter(({ arrived }) => !gaps.some(([part, to]) => arrived > part.slice(GAP_PART.length) && arrived <= to));
}
