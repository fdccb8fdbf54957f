import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { answerOf, type FakeQuery, type FakeRow, partialAnswer } from "./testdata/fake-workspace.ts";
import { actors, type Pulled, PulledWorkspace } from "./testdata/pull-workspace.ts";
import { refusal, trackingTable } from "./testdata/tracking-table.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MONTH = 31 * 24 * HOUR;

/** Readers who were refused every eight hours for a month. */
const ROWS: readonly FakeRow[] = [...Array(90).keys()].map((i) =>
  refusal(`reader${i}@fabrikam.com`, new Date(Date.parse("2026-10-22T07:00:00.250Z") + i * 8 * HOUR).toISOString()),
);
const ALL = new Set(ROWS.map(({ cells }) => String(cells["RequesterEmail_s"])));

/** A workspace that is done with what `isSlow` says only when its time, or ours, is over. */
function slow(isSlow: (query: FakeQuery) => boolean, answer: "504" | "nothing" | "part" = "504"): PulledWorkspace {
  const place = new PulledWorkspace(trackingTable(ROWS), { since: "2026-10-22" });
  place.workspace.fault = (query, whole): ApiOutcome | undefined => {
    if (!isSlow(query)) return undefined;
    const wait = Number(/wait=(\d+)/.exec(query.headers["prefer"] ?? "")?.[1]) * SECOND;
    place.clock.advance(answer === "nothing" ? wait + 30 * SECOND : wait);
    if (answer === "part") return partialAnswer(whole);
    return answer === "504" ? answerOf(504) : { kind: "failed", reason: "timed-out", sent: true };
  };
  return place;
}

async function timed(place: PulledWorkspace, before?: Pick<Pulled, "cursors">) {
  const startedAt = place.clock.now();
  const pulled = await place.pull(before);
  return { ...pulled, minutes: (place.clock.now() - startedAt) / MINUTE };
}

const gaps = ({ cursors }: Pick<Pulled, "cursors">) => [...cursors.keys()].filter((part) => part.startsWith("gap/"));
const ends = ({ cursors }: Pick<Pulled, "cursors">) =>
  [...cursors.keys()].filter((part) => part.startsWith("refusals/"));

describe("a service that hangs", () => {
  it.each([
    ["from the beginning", () => true],
    ["once it has told the columns", ({ kind }: FakeQuery) => kind === "refusals"],
  ])("%s is left alone within ten minutes, and nothing is passed by", async (_, isSlow) => {
    for (const answer of ["nothing", "504"] as const) {
      const place = slow(isSlow, answer);
      const first = await timed(place);
      expect(first.minutes).toBeLessThan(10);
      expect(first.troubles.map(({ reason }) => reason)).toEqual(["unavailable"]);
      expect([gaps(first), ends(first)]).toEqual([[], []]);
      place.workspace.fault = () => undefined;
      expect(new Set(actors(await place.pull(first)))).toEqual(ALL);
    }
  });

  it("halfway keeps what it told, and no gap is made of the rest", async () => {
    const place = slow(({ n }) => n > 3, "nothing");
    const first = await timed(place);
    expect(first.minutes).toBeLessThan(10);
    expect([first.denied.length > 0, first.troubles.map(({ reason }) => reason)]).toEqual([true, ["unavailable"]]);
    expect(gaps(first)).toEqual([]);
  });

  it("with connections that come to nothing is left alone as well", async () => {
    const place = new PulledWorkspace(trackingTable(ROWS), {});
    place.workspace.fault = () => {
      place.clock.advance(150 * SECOND);
      return { kind: "failed", reason: "connection-lost", sent: true };
    };
    const { minutes, troubles } = await timed(place);
    expect([minutes < 10, troubles[0]?.reason]).toEqual([true, "unreachable"]);
  });
});

describe("a window that takes too long", () => {
  it.each([4 * HOUR, HOUR, 20 * MINUTE])("is made so short that it does not, in one run: %d ms", async (most) => {
    for (const answer of ["504", "part"] as const) {
      const { denied, troubles, minutes } = await timed(
        slow(({ kind, length }) => kind === "refusals" && length > most, answer),
      );
      expect([troubles, new Set(denied.map(({ event }) => event.actor))]).toEqual([[], ALL]);
      expect(minutes).toBeLessThan(10);
    }
  });

  it("is cut down also where it was the rows of a month", async () => {
    const place = slow(({ kind, length }) => kind === "refusals" && length > 20 * 24 * HOUR);
    const { cursors } = await new PulledWorkspace(trackingTable([]), { since: "2026-10-22" }).pull();
    place.clock.advance(MONTH);
    expect((await timed(place, { cursors })).troubles).toEqual([]);
  });
});

describe("a second that is never answered", () => {
  const STUCK = String(ROWS[30]?.arrived);
  const isStuck = ({ kind, query }: FakeQuery): boolean => {
    const [, from = "", to = ""] = /ingestion_time\(\) > datetime\((.*?)\).*<= datetime\((.*?)\)/.exec(query) ?? [];
    return kind === "refusals" && from < STUCK && STUCK <= to;
  };

  it.each(["504", "nothing"] as const)(
    "while all else is becomes a gap (%s), which is tried until it is read",
    async (answer) => {
      const place = slow(isStuck, answer);
      const told = new Set<string>();
      let stored: Pick<Pulled, "cursors"> = { cursors: new Map() };
      const run = async () => {
        const pulled = await timed(place, stored);
        stored = pulled;
        for (const actor of actors(pulled)) told.add(actor);
        expect(pulled.minutes).toBeLessThan(10);
        return pulled;
      };
      // Each run has only so much patience, and comes closer to it.
      for (let runs = 0; runs < 30 && gaps(stored).length === 0; runs += 1) await run();
      expect(gaps(stored)).toHaveLength(1);
      const { troubles } = await run();
      expect(troubles.map(({ reason }) => reason)).toEqual(["unread-window"]);
      expect([told.size, ALL.size]).toEqual([89, 90]);
      place.workspace.fault = () => undefined;
      await run();
      expect([told, gaps(stored)]).toEqual([ALL, []]);
    },
  );

  it("is one run's work where the refusal of time comes at once", async () => {
    const place = slow(() => false);
    place.workspace.fault = (query) => (isStuck(query) ? answerOf(504) : undefined);
    const first = await place.pull();
    expect([actors(first).length, gaps(first).length]).toEqual([89, 1]);
    expect(first.troubles.map(({ reason }) => reason)).toEqual(["unread-window"]);
  });
});
