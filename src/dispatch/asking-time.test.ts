import { describe, expect, it } from "vitest";
import type { OwnerLadder } from "../owners/ladder.ts";
import type { SightedEvent } from "../store/collect-store.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { Store } from "../store/store.ts";
import { type DispatchSummary, dispatch } from "./dispatch.ts";
import {
  collect,
  collected,
  DOWN,
  found,
  HOLDER,
  HOUR,
  NOON,
  refusal,
  settings,
  UP,
  unavailable,
} from "./testdata/waiting-refusals.ts";

describe("a slow directory", () => {
  /** A ladder that takes its time, and a clock that shows it. */
  function slow(minutes: number, meanwhile: () => Promise<void> = async () => {}) {
    const clock = { time: NOON, now: () => clock.time, sleep: async () => {} };
    const ladder: OwnerLadder = {
      async resolve(recorded = "") {
        for (let n = 0; n < minutes * 4; n += 1) {
          clock.time += 15_000;
          await new Promise((resolve) => setTimeout(resolve, 3));
          await meanwhile();
        }
        return found(recorded);
      },
    };
    return { clock, ladder };
  }

  it("does not cost the dispatch its lease: another instance finds it held, and nothing is decided twice", async () => {
    const store = await collected(1);
    const others: DispatchSummary["status"][] = [];
    const { clock, ladder } = slow(5, async () => {
      const identity = { holder: { ...HOLDER, pid: 2 }, isDead: () => false };
      others.push((await dispatch(settings(store, UP, { identity, clock }))).status);
    });

    expect(await dispatch(settings(store, ladder, { clock, heartbeatMs: 1 }))).toMatchObject({ status: "done" });
    expect(new Set(others)).toEqual(new Set(["held"]));
    expect(await store.ownerBooks()).toMatchObject({ known: 1, pending: 1 });
  });

  it("whose dispatch stood still for too long leaves the work to whoever took it over", async () => {
    const store = await collected(1);
    const { clock, ladder } = slow(5);
    const late: OwnerLadder = {
      async resolve(recorded) {
        const answer = await ladder.resolve(recorded, Number.POSITIVE_INFINITY);
        const identity = { holder: { ...HOLDER, pid: 2 }, isDead: () => false };
        await dispatch(settings(store, DOWN, { identity, clock }));
        return answer;
      },
    };

    const summary = await dispatch(settings(store, late, { clock, heartbeatMs: 1_000_000 }));
    expect(summary).toEqual({ status: "held", awaiting: [] });
    expect(await store.ownerBooks()).toMatchObject({ known: 1, held: { "directory-unavailable": 1 } });
  });

  it("that is not waited for, because the process is to end, leaves nothing half decided", async () => {
    const store = await collected(2);
    const end = new AbortController();
    const ladder: OwnerLadder = {
      async resolve(recorded = "") {
        end.abort();
        return unavailable(recorded, "aborted");
      },
    };

    expect(await dispatch(settings(store, ladder, { signal: end.signal }))).toEqual({ status: "done", awaiting: [] });
    expect(await store.undispatched(10)).toHaveLength(2);
  });
});

describe("a directory without time for all", () => {
  /** Each question takes so long; those for whom nobody can answer take it in vain. It looks at the time it has. */
  function pressed(answerMs: number, isUnanswerable: (recorded: string) => boolean = () => false) {
    const clock = { time: NOON, now: () => clock.time, sleep: async () => {} };
    const asked: string[] = [];
    const ladder: OwnerLadder = {
      async resolve(recorded = "", deadline) {
        const leftMs = deadline - clock.time;
        if (leftMs <= 0) return unavailable(recorded, "directory-slow");
        asked.push(recorded);
        clock.time += Math.min(answerMs, leftMs);
        if (answerMs > leftMs || isUnanswerable(recorded)) return unavailable(recorded, "directory-slow");
        return found(recorded);
      },
    };
    return { clock, ladder, asked };
  }

  /** Refusals at documents of as many owners. */
  async function owned(count: number): Promise<Store> {
    const store = openMemoryStore();
    const asked = { name: "source:logs", holder: HOLDER, now: NOON, ttlMs: HOUR, isDead: () => false };
    const answer = await store.acquireLease(asked);
    if (!answer.granted) throw new Error("The source is held.");
    const denied = Array.from({ length: count }, (_, n) => {
      const { nativeId, event } = refusal(n) as Required<SightedEvent>;
      return { nativeId, event: { ...event, owner: `person.${n}@contoso.com` } };
    });
    await store.commitCollected({
      ...{ denied, rejected: [], facts: [], cursors: [], source: "logs" },
      ...{ lease: answer.lease, now: NOON },
    });
    return store;
  }

  const THOUSAND = 1_000;

  it("costs a dispatch a minute: sinks get everything, and who is left waits by a name", async () => {
    const store = await owned(THOUSAND);
    const { clock, ladder } = pressed(14_000);
    const { awaiting } = await dispatch(settings(store, ladder, { clock, heartbeatMs: 1_000_000 }));

    expect(clock.time - NOON).toBeLessThanOrEqual(60_000);
    expect(await store.sinkBooks("all")).toMatchObject({ known: THOUSAND, pending: THOUSAND });
    expect(await store.ownerBooks()).toMatchObject({ pending: 4, held: { "directory-slow": THOUSAND - 4 } });
    expect(awaiting).toMatchObject([{ reason: "directory-slow", events: THOUSAND - 4 }]);
  });

  it.each([
    ["an hour ahead", 3_600_000, 60_000],
    ["a minute ahead", 60_000, 30_000],
    ["at hand", 1_000, 10_000],
    ["late already", -60_000, 10_000],
  ])(
    "costs a dispatch of the service no more than its interval allows: the next run is %s",
    async (_when, inMs, most) => {
      const store = await owned(100);
      const { clock, ladder } = pressed(1_000);
      const horizon = { kind: "until", nextRunAt: NOON + inMs } as const;
      await dispatch(settings(store, ladder, { clock, horizon, heartbeatMs: 1_000_000 }));

      expect(clock.time - NOON).toBe(most);
    },
  );

  it("finds everybody in the end, run after run, each time others, though some questions are never answered", async () => {
    const store = await owned(40);
    const isUnanswerable = (recorded: string) => Number(/\d+/.exec(recorded)?.[0]) < 10;
    const { clock, ladder, asked } = pressed(10_000, isUnanswerable);
    const told: number[] = [];
    for (let run = 0; run < 8; run += 1) {
      await dispatch(settings(store, ladder, { clock, heartbeatMs: 1_000_000 }));
      told.push((await store.ownerBooks()).pending);
    }

    expect(told.at(-1)).toBe(30);
    expect(new Set(asked).size).toBe(40);
    expect(await store.ownerBooks()).toMatchObject({ held: { "directory-slow": 10 } });
  });

  it("keeps a share for those who wait, however much is new", async () => {
    const store = await owned(6);
    const { clock, ladder } = pressed(10_000, () => true);
    await dispatch(settings(store, ladder, { clock, heartbeatMs: 1_000_000 }));
    await collect(store, 100, 50);
    const better = pressed(15_000);
    await dispatch(settings(store, better.ladder, { clock: better.clock, heartbeatMs: 1_000_000 }));

    // Forty seconds for what is new, twenty for what waits; each time the last question is not answered in time.
    expect(better.asked.filter((recorded) => !recorded.startsWith("person."))).toHaveLength(3);
    expect(better.asked.filter((recorded) => recorded.startsWith("person."))).toHaveLength(2);
    expect((await store.awaited(0, 100)).filter(({ seq }) => seq <= 6)).toHaveLength(5);
  });
});
