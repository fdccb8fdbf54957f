import { describe, expect, it } from "vitest";
import { createLogger } from "../runtime/logger.ts";
import type { Source, SourceItem, SourcePage } from "../sources/source.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { Store } from "../store/store.ts";
import { type CollectSettings, collect } from "./collect.ts";

const HOLDER = { host: "a", pid: 1, startedAt: "1" };

function settings(store: Store, change: Partial<CollectSettings> = {}): CollectSettings {
  return {
    store,
    clock: { now: () => Date.parse("2026-11-18T12:00:00Z"), sleep: async () => {} },
    logger: createLogger("silent"),
    identity: { holder: HOLDER, isDead: () => false },
    signal: new AbortController().signal,
    leaseWaitMs: 0,
    ...change,
  };
}

function page(change: Partial<SourcePage>): SourcePage {
  return { read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors: [], ...change };
}

function refusal(n: number): SourcePage["denied"][number] {
  const rowId = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return {
    nativeId: rowId,
    event: {
      occurredAt: "2026-11-18T09:00:00Z",
      tenantId: "",
      contentId: `10000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
      actor: "sam@fabrikam.com",
      outcome: "refused",
      result: "AccessDenied",
      resultKnown: true,
      request: "AcquireLicense",
      rowId,
      source: "logs",
      location: `a.log:${n}`,
      raw: "",
    },
  };
}

function source(...items: readonly SourceItem[]): Source {
  return {
    async *pull() {
      yield* items;
    },
  };
}

const TROUBLE = { part: "b.log", reason: "unreadable", advice: "Give the account permission to read it." };

describe("collecting from a source", () => {
  it("stores pages with their cursors and counts each record where it is handled", async () => {
    const store = openMemoryStore();
    const rejected = [{ reason: "field-count", location: "a.log:9", raw: "x" }];
    const pages = source(
      {
        page: page({
          read: 4,
          denied: [refusal(1), refusal(2)],
          ignored: { success: 1 },
          rejected,
          cursors: [{ part: "a.log", value: "1" }],
        }),
      },
      {
        page: page({
          read: 3,
          denied: [refusal(2)],
          ignored: { success: 1, "other-request": 1 },
          cursors: [{ part: "a.log", value: "2" }],
        }),
      },
    );

    const summary = await collect("logs", pages, settings(store));

    expect(summary).toEqual({
      read: 7,
      denied: 3,
      new: 2,
      duplicate: 1,
      ignored: { "other-request": 1, success: 2 },
      rejected: 1,
      complete: true,
      troubles: [],
    });
    expect(await store.cursors("logs")).toEqual(new Map([["a.log", "2"]]));
  });

  it("goes on after trouble with one part, and is not complete", async () => {
    const store = openMemoryStore();
    const items = source({ trouble: TROUBLE }, { page: page({ read: 1, denied: [refusal(1)] }) });

    const summary = await collect("logs", items, settings(store));

    expect(summary).toMatchObject({ new: 1, complete: false, troubles: [TROUBLE] });
  });

  it("keeps what a source yielded before it threw against its contract, and names no cause that could hold personal data", async () => {
    const store = openMemoryStore();
    const broken: Source = {
      async *pull() {
        yield { page: page({ read: 1, denied: [refusal(1)] }) };
        throw new TypeError("sam@fabrikam.com is not iterable");
      },
    };

    const summary = await collect("logs", broken, settings(store));

    expect(summary).toMatchObject({ new: 1, complete: false, troubles: [{ reason: "source-failed" }] });
    expect(JSON.stringify(summary)).not.toContain("sam@");
  });

  it("gives the source the cursors of the run before", async () => {
    const store = openMemoryStore();
    await collect("logs", source({ page: page({ cursors: [{ part: "a.log", value: "7" }] }) }), settings(store));
    let seen: ReadonlyMap<string, string> = new Map();
    const curious: Source = {
      async *pull({ cursors }) {
        seen = cursors;
        yield { page: page({}) };
      },
    };

    await collect("logs", curious, settings(store));

    expect(seen).toEqual(new Map([["a.log", "7"]]));
  });

  it("leaves a source alone that another instance is reading, and says so", async () => {
    const store = openMemoryStore();
    const them = { holder: { ...HOLDER, pid: 2 }, isDead: () => false };
    const now = Date.parse("2026-11-18T12:00:00Z");
    await store.acquireLease({ name: "source:logs", now, ttlMs: 60_000, ...them });

    const summary = await collect("logs", source({ page: page({ read: 1, denied: [refusal(1)] }) }), settings(store));

    expect(summary).toMatchObject({ read: 0, new: 0, complete: false, troubles: [{ reason: "lease-held" }] });
  });

  it("stores nothing under a lease it has lost", async () => {
    const store = openMemoryStore();
    const robbed: Source = {
      async *pull() {
        await store.acquireLease({
          name: "source:logs",
          now: Date.parse("2026-11-18T13:00:00Z"),
          ttlMs: 60_000,
          holder: { ...HOLDER, pid: 2 },
          isDead: () => true,
        });
        yield { page: page({ read: 1, denied: [refusal(1)], cursors: [{ part: "a.log", value: "1" }] }) };
      },
    };

    const summary = await collect("logs", robbed, settings(store));

    expect(summary).toMatchObject({ new: 0, complete: false, troubles: [{ reason: "lease-lost" }] });
    expect(await store.cursors("logs")).toEqual(new Map());
    expect(await store.ownerBooks()).toMatchObject({ known: 0 });
  });

  it("keeps its lease while a source says nothing for longer than a lease lasts", async () => {
    const memory = openMemoryStore();
    let now = Date.parse("2026-11-18T12:00:00Z");
    const renewals = Promise.withResolvers<void>();
    let renewed = 0;
    const store: Store = {
      ...memory,
      async renewLease(lease, at, ttlMs) {
        renewed += 1;
        if (renewed === 4) renewals.resolve();
        return memory.renewLease(lease, at, ttlMs);
      },
    };
    const silent: Source = {
      async *pull() {
        await renewals.promise;
        yield { page: page({ read: 1, denied: [refusal(1)] }) };
      },
    };
    const clock = { now: () => (now += 25_000), sleep: async () => {} };

    const summary = await collect("logs", silent, settings(store, { clock, heartbeatMs: 1 }));

    expect(now - Date.parse("2026-11-18T12:00:00Z")).toBeGreaterThan(60_000);
    expect(summary).toMatchObject({ new: 1, complete: true, troubles: [] });
  });

  it("is not complete when it was told to end", async () => {
    const end = new AbortController();
    end.abort();

    expect(await collect("logs", source(), settings(openMemoryStore(), { signal: end.signal }))).toMatchObject({
      complete: false,
    });
  });
});
