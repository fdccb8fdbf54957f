import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { LadderAnswer, OwnerLadder } from "../owners/ladder.ts";
import { createLogger } from "../runtime/logger.ts";
import type { SightedEvent } from "../store/collect-store.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { Store } from "../store/store.ts";
import { type DispatchSettings, type DispatchSummary, dispatch } from "./dispatch.ts";

const NOON = Date.parse("2026-11-18T12:00:00Z");
const HOUR = 3_600_000;
const OWNERS = ["adele.vance@contoso.com", "alex.wilber@contoso.com", "lee.gu@contoso.com"];

const found = (address: string): LadderAnswer => ({
  recipient: { address, role: "owner" },
  aliases: [address],
  trail: [{ step: "graph", outcome: "directory-user" }],
  reason: "directory-user",
});

const unavailable = (recorded: string, reason = "directory-unavailable"): LadderAnswer => ({
  recipient: null,
  unavailable: { advice: `Mind the ${reason}.` },
  aliases: [recorded],
  trail: [{ step: "graph", outcome: reason }],
  reason,
});

const UP: OwnerLadder = { resolve: async (recorded = "") => found(recorded) };
const DOWN: OwnerLadder = { resolve: async (recorded = "") => unavailable(recorded) };

function refusal(n: number): SightedEvent {
  const rowId = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return {
    nativeId: rowId,
    event: {
      occurredAt: new Date(NOON - HOUR + n * 1_000).toISOString().replace(".000Z", "Z"),
      tenantId: "",
      contentId: `10000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
      owner: OWNERS[n % OWNERS.length] ?? "",
      actor: "sam.ito@fabrikam.com",
      outcome: "refused",
      result: "AccessDenied",
      resultKnown: true,
      request: "AcquireLicense",
      ipAddress: n % 2 === 0 ? "203.0.113.7" : "10.0.0.7",
      rowId,
      source: "logs",
      location: `a.log:${n}`,
      raw: "",
    },
  };
}

async function collected(count: number): Promise<Store> {
  const store = openMemoryStore();
  await collect(store, 0, count);
  return store;
}

async function collect(store: Store, from: number, count: number): Promise<void> {
  const asked = { name: "source:logs", holder: HOLDER, now: NOON, ttlMs: HOUR, isDead: () => false };
  const answer = await store.acquireLease(asked);
  if (!answer.granted) throw new Error("The source is held.");
  const denied = Array.from({ length: count }, (_, i) => refusal(from + i));
  const page = { denied, rejected: [], facts: [], cursors: [] };
  await store.commitCollected({ ...page, source: "logs", lease: answer.lease, now: NOON });
}

const HOLDER = { host: "a", pid: 1, startedAt: "1" };

function settings(store: Store, ladder: OwnerLadder, change: Partial<DispatchSettings> = {}): DispatchSettings {
  return {
    store,
    ladder,
    clock: { now: () => NOON, sleep: async () => {} },
    logger: createLogger("silent"),
    identity: { holder: HOLDER, isDead: () => false },
    signal: new AbortController().signal,
    leaseWaitMs: 0,
    policy: {
      groupWaitMs: 0,
      groupIntervalMs: 0,
      repeatIntervalMs: 24 * HOUR,
      maxPerOwnerPerDay: 5,
      backlogAgeMs: 168 * HOUR,
      doNotTrack: { addresses: [], domains: [] },
    },
    horizon: { kind: "once" },
    notifier: "owners",
    sinks: { all: { batchSize: 10, skips: () => null } },
    names: { newId: randomUUID, references: (id) => [id] },
    ...change,
  };
}

/** Whom which events are for, without the names that differ from run to run. */
async function outcomes(store: Store): Promise<unknown> {
  const deliveries: string[] = [];
  for (const { seq, kind, channel, recipient, memberCount } of await store.listDeliveries({ limit: 100 })) {
    const events = (await store.deliveryEvents(seq, 0, 100)).map(({ event }) => event.id);
    deliveries.push(JSON.stringify({ kind, channel, recipient, memberCount, events }));
  }
  return { deliveries: deliveries.sort(), owners: await store.ownerBooks(), sink: await store.sinkBooks("all") };
}

describe("what still waits for its owner", () => {
  it("is reported by reason, the most frequent first, and how many there are; not one by one", async () => {
    const store = await collected(7);
    const ladder: OwnerLadder = {
      resolve: async (recorded = "") =>
        recorded === OWNERS[0] ? unavailable(recorded, "directory-throttled") : unavailable(recorded),
    };

    const awaiting = [
      { reason: "directory-unavailable", advice: "Mind the directory-unavailable.", events: 4 },
      { reason: "directory-throttled", advice: "Mind the directory-throttled.", events: 3 },
    ];
    expect(await dispatch(settings(store, ladder))).toEqual({ status: "done", awaiting });
    expect(await dispatch(settings(store, ladder))).toEqual({ status: "done", awaiting });
    expect(await dispatch(settings(store, UP))).toEqual({ status: "done", awaiting: [] });
  });

  it("is asked for after what is new", async () => {
    const store = await collected(1);
    await dispatch(settings(store, DOWN));
    await collect(store, 1, 1);
    const asked: string[] = [];
    const ladder: OwnerLadder = {
      async resolve(recorded = "") {
        asked.push(recorded);
        return found(recorded);
      },
    };
    await dispatch(settings(store, ladder));

    expect(asked).toEqual([OWNERS[1], OWNERS[0]]);
  });

  it("is asked for once in the dispatch in which it came", async () => {
    const store = await collected(1);
    let asked = 0;
    const ladder: OwnerLadder = {
      async resolve(recorded = "") {
        asked += 1;
        return unavailable(recorded);
      },
    };
    await dispatch(settings(store, ladder));
    expect(asked).toBe(1);
    await collect(store, 1, 1);
    await dispatch(settings(store, ladder));
    expect(asked).toBe(3);
  });

  it("is asked for once a dispatch, page after page, however long the outage", async () => {
    const store = await collected(2_500);
    await dispatch(settings(store, DOWN));
    let asked = 0;
    const ladder: OwnerLadder = {
      async resolve(recorded = "") {
        asked += 1;
        return unavailable(recorded);
      },
    };
    await dispatch(settings(store, ladder));

    // Three pages with three owners each.
    expect(asked).toBe(9);
    expect(await store.ownerBooks()).toMatchObject({ known: 2_500, held: { "directory-unavailable": 2_500 } });
  });

  it("goes on waiting while there is no notifier, as a notice that was opened before would", async () => {
    const store = await collected(2);
    await dispatch(settings(store, DOWN));
    await dispatch(settings(store, UP, { notifier: null }));
    expect(await store.ownerBooks()).toMatchObject({ known: 2, held: { "directory-unavailable": 2 } });

    await dispatch(settings(store, UP));
    expect(await store.ownerBooks()).toMatchObject({ known: 2, pending: 2, held: {} });
  });
});

describe("somebody who is told in several roles", () => {
  const BOSS = "joni.holt@contoso.com";
  const ROLES = ["owner", "manager", "group-owner"] as const;
  const manyRoles: OwnerLadder = {
    resolve: async (recorded = "") => ({
      ...found(recorded),
      recipient: { address: BOSS, role: ROLES[OWNERS.indexOf(recorded)] ?? "owner" },
    }),
  };

  it("has one inbox: the cap of a day counts all of them together", async () => {
    const store = await collected(3);
    const { policy } = settings(store, manyRoles);
    await dispatch(settings(store, manyRoles, { policy: { ...policy, maxPerOwnerPerDay: 2 } }));

    const open = await store.openNotices(0, 10, NOON - 24 * HOUR);
    expect(open.map(({ hold, dueAt }) => ({ hold, dueAt }))).toEqual([
      { hold: null, dueAt: NOON },
      { hold: null, dueAt: NOON },
      { hold: "cap", dueAt: NOON + 24 * HOUR },
    ]);
  });

  it("is written to no sooner again than the interval between two notices", async () => {
    const store = await collected(3);
    const { policy } = settings(store, manyRoles);
    const horizon = { kind: "until", nextRunAt: NOON + HOUR / 4 } as const;
    await dispatch(
      settings(store, manyRoles, { policy: { ...policy, groupIntervalMs: 4 * HOUR, maxPerOwnerPerDay: 5 }, horizon }),
    );

    const open = await store.openNotices(0, 10, NOON - 24 * HOUR);
    expect(open.map(({ dueAt }) => dueAt)).toEqual([NOON, NOON + 4 * HOUR, NOON + 4 * HOUR]);
  });
});

describe("a dispatch that is killed", () => {
  /** A store whose process dies at its nth call, before or after that call did its work. */
  function dying(store: Store, step: number, edge: "before" | "after"): { readonly store: Store; calls: number } {
    const death = { calls: 0, store };
    death.store = new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]): Promise<unknown> => {
          death.calls += 1;
          const mine = death.calls;
          if (mine >= step && !(mine === step && edge === "after")) throw new Error("killed");
          const result: unknown = await Reflect.apply(member, target, args);
          if (mine === step) throw new Error("killed");
          return result;
        };
      },
    });
    return death;
  }

  /** An outage, then more refusals. */
  async function begun(): Promise<Store> {
    const store = await collected(7);
    await dispatch(settings(store, DOWN));
    await collect(store, 7, 4);
    return store;
  }

  it("anywhere between the outage's end and its own is gone on with, and comes to the same", async () => {
    const whole = await begun();
    const counted = dying(whole, Number.POSITIVE_INFINITY, "before");
    await dispatch(settings(counted.store, UP));
    const expected = await outcomes(whole);
    expect(counted.calls).toBeGreaterThan(10);

    for (let step = 1; step <= counted.calls; step += 1) {
      for (const edge of ["before", "after"] as const) {
        const store = await begun();
        await expect(dispatch(settings(dying(store, step, edge).store, UP))).rejects.toThrow("killed");
        const next = { holder: { ...HOLDER, pid: 2 }, isDead: () => true };
        expect(await dispatch(settings(store, UP, { identity: next }))).toEqual({ status: "done", awaiting: [] });

        expect(await outcomes(store), `${edge} step ${step}`).toEqual(expected);
      }
    }
  });
});

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

describe("sinks", () => {
  it("get what they want, and the books say by name why not the rest", async () => {
    const store = await collected(5);
    const skips = ({ ipAddress }: { readonly ipAddress?: string }) =>
      ipAddress?.startsWith("10.") === true ? "private-address" : null;
    await dispatch(
      settings(store, UP, { sinks: { all: { batchSize: 2, skips }, file: { batchSize: 9, skips: () => null } } }),
    );

    expect(await store.sinkBooks("all")).toMatchObject({ known: 5, pending: 3, skipped: { "private-address": 2 } });
    expect(await store.sinkBooks("file")).toMatchObject({ known: 5, pending: 5, skipped: {} });
    const batches = await store.listDeliveries({ kind: "batch", limit: 9 });
    expect(batches.map(({ channel, memberCount }) => `${channel} ${memberCount}`).sort()).toEqual([
      "all 1",
      "all 2",
      "file 5",
    ]);
  });

  it("that break over an event get it, and stop nothing", async () => {
    const store = await collected(2);
    const skips = (): null => {
      throw new Error("broken");
    };
    await dispatch(settings(store, UP, { sinks: { all: { batchSize: 10, skips } } }));

    expect(await store.sinkBooks("all")).toMatchObject({ known: 2, pending: 2, skipped: {} });
    expect(await store.ownerBooks()).toMatchObject({ pending: 2 });
  });
});
