import { threadOf } from "../../dispatch/thread.ts";
import type { StoredEvent } from "../../store/collect-store.ts";
import type { ClaimedDelivery } from "../../store/delivery-store.ts";
import type { Store } from "../../store/store.ts";
import type { LeaseIdentity } from "../../store/with-lease.ts";
import type { Ledger } from "./ledger.ts";
import type { SimulatedNotices } from "./notices.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const PAGE = 1_000;
/** More than any provider takes in a day's quarter of an hour; what is claimed is settled at once. */
const CLAIM_LIMIT = 1_000;
/** What a mail says is not written down: nobody reads it, and writing it is what takes longest. */
const NOTHING = new Uint8Array();

/** How owners are told without anybody being told. */
export interface Telling {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly identity: LeaseIdentity;
  readonly notices: SimulatedNotices;
  readonly signal: AbortSignal;
  /** Until when to wait for the provider's pace. */
  readonly waitUntil: number;
}

/**
 * Delivery as `delivery/` does it, with the store's own claims and pacing, but for the message itself: each notice counts as sent as soon as a
 * slot is free. The clock goes straight to the next slot, because nobody else takes any.
 */
export async function tellOwners(telling: Telling): Promise<void> {
  const { store, clock, identity, notices, signal, waitUntil } = telling;
  // How many may be under way at a time does not matter where none ever is.
  const pacing = notices.pacing === null ? null : { resource: notices.pacing.resource, limits: notices.pacing.limits };
  while (!signal.aborted) {
    const now = clock.now();
    const { claimed, nextAt } = await store.claimDeliveries({
      ...identity,
      ...{ kind: "notice", channel: notices.name, now, limit: CLAIM_LIMIT, leaseMs: 60_000, pacing },
    });
    await settleClaimed(claimed, telling);
    if (claimed.length > 0) continue;
    if (nextAt === null || nextAt > waitUntil) return;
    await clock.sleep(Math.max(1, nextAt - now));
  }
}

/** The same steps in the same order as with a message: frozen, begun, settled. */
async function settleClaimed(claimed: readonly ClaimedDelivery[], telling: Telling): Promise<void> {
  if (claimed.length === 0) return;
  const { store, clock, ledger } = telling;
  const now = clock.now();
  const freezes = [];
  for (const { seq, token, recipient } of claimed) {
    const events = await eventsOf(seq, store);
    const told = await toldThreads(seq, events, telling);
    freezes.push({ seq, token, now, content: NOTHING, subject: "", told, notes: [] });
    const times = events.map(({ event }) => Date.parse(event.occurredAt));
    if (recipient !== null) ledger.mailed(recipient, now, times);
  }
  await store.freezeNotices(freezes);
  await store.beginAttempts(claimed, now);
  await store.settle(claimed.map(({ seq, token }) => ({ seq, token, now, status: "delivered" })));
}

/** Which threads the mail would name: all that have room. Only where they have not the store is asked which come first. */
async function toldThreads(
  seq: number,
  events: readonly StoredEvent[],
  { store, notices }: Telling,
): Promise<readonly string[]> {
  const threads = new Set(events.map(({ event }) => threadOf(event)));
  const { maxRows } = notices;
  if (threads.size <= maxRows) return [...threads];
  return (await store.noticeMembers(seq, maxRows)).threads.map(({ thread }) => thread);
}

async function eventsOf(seq: number, store: Store): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.deliveryEvents(seq, events[events.length - 1]?.seq ?? 0, PAGE);
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}
