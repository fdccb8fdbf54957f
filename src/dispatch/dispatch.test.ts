import { describe, expect, it } from "vitest";
import type { OwnerLadder } from "../owners/ladder.ts";
import type { Store } from "../store/store.ts";
import { dispatch } from "./dispatch.ts";
import {
  collect,
  collected,
  DOWN,
  found,
  HOLDER,
  HOUR,
  NOON,
  OWNERS,
  outcomes,
  settings,
  UP,
  unavailable,
} from "./testdata/waiting-refusals.ts";

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
