/** Refusals that wait in a store, ladders to resolve their owners by, and how a dispatch of them is called. */
import { randomUUID } from "node:crypto";
import type { LadderAnswer, OwnerLadder } from "../../owners/ladder.ts";
import { createLogger } from "../../runtime/logger.ts";
import type { SightedEvent } from "../../store/collect-store.ts";
import { openMemoryStore } from "../../store/memory/memory-store.ts";
import type { Store } from "../../store/store.ts";
import type { DispatchSettings } from "../dispatch.ts";

/** The time of every dispatch that does not say otherwise. */
export const NOON = Date.parse("2026-11-18T12:00:00Z");
/** Milliseconds. */
export const HOUR = 3_600_000;
/** The owners on record, in turn. */
export const OWNERS = ["adele.vance@contoso.com", "alex.wilber@contoso.com", "lee.gu@contoso.com"];

/** Told as the owner. */
export const found = (address: string): LadderAnswer => ({
  recipient: { address, role: "owner" },
  aliases: [address],
  trail: [{ step: "graph", outcome: "directory-user" }],
  reason: "directory-user",
});

/** Nobody could say. */
export const unavailable = (recorded: string, reason = "directory-unavailable"): LadderAnswer => ({
  recipient: null,
  unavailable: { advice: `Mind the ${reason}.` },
  aliases: [recorded],
  trail: [{ step: "graph", outcome: reason }],
  reason,
});

/** A directory that knows everybody. */
export const UP: OwnerLadder = { resolve: async (recorded = "") => found(recorded) };
/** A directory that does not answer. */
export const DOWN: OwnerLadder = { resolve: async (recorded = "") => unavailable(recorded) };

/** The nth refusal of a made-up series, a second after the one before. */
export function refusal(n: number): SightedEvent {
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

/** A memory store with so many refusals that wait to be dispatched. */
export async function collected(count: number): Promise<Store> {
  const store = openMemoryStore();
  await collect(store, 0, count);
  return store;
}

/** Stores more of them. */
export async function collect(store: Store, from: number, count: number): Promise<void> {
  const asked = { name: "source:logs", holder: HOLDER, now: NOON, ttlMs: HOUR, isDead: () => false };
  const answer = await store.acquireLease(asked);
  if (!answer.granted) throw new Error("The source is held.");
  const denied = Array.from({ length: count }, (_, i) => refusal(from + i));
  const page = { denied, rejected: [], facts: [], cursors: [] };
  await store.commitCollected({ ...page, source: "logs", lease: answer.lease, now: NOON });
}

/** The process that dispatches. */
export const HOLDER = { host: "a", pid: 1, startedAt: "1" };

/** How a dispatch is called, with what a test changes. */
export function settings(store: Store, ladder: OwnerLadder, change: Partial<DispatchSettings> = {}): DispatchSettings {
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
export async function outcomes(store: Store): Promise<unknown> {
  const deliveries: string[] = [];
  for (const { seq, kind, channel, recipient, memberCount } of await store.listDeliveries({ limit: 100 })) {
    const events = (await store.deliveryEvents(seq, 0, 100)).map(({ event }) => event.id);
    deliveries.push(JSON.stringify({ kind, channel, recipient, memberCount, events }));
  }
  return { deliveries: deliveries.sort(), owners: await store.ownerBooks(), sink: await store.sinkBooks("all") };
}
