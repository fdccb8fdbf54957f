/** The suite's words: a store with a clock, told what happens in the order it happens. */
import { expect } from "vitest";
import type { UnidentifiedEvent } from "../../event/denied-event.ts";
import type { CollectCommit, CollectCounts, SightedEvent, StoredEvent } from "../collect-store.ts";
import type { ClaimAnswer, ClaimedDelivery, ClaimRequest, DeliveryKind, Settlement } from "../delivery-store.ts";
import type { DeliveryNames, DispatchedEvent, OwnerDecision, Recipient } from "../dispatch-store.ts";
import type { Holder, Lease } from "../lease.ts";
import type { EventHistory, OwnerBooks, SinkBooks } from "../operator-store.ts";
import type { Store } from "../store.ts";

export type OpenStore = () => Promise<Store>;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.parse("2026-11-18T12:00:00Z");

export const ADELE: Recipient = { address: "adele.vance@contoso.com", role: "owner" };
export const ALEX: Recipient = { address: "alex.wilber@contoso.com", role: "owner" };
export const SAM = "sam.ito@fabrikam.com";
export const KIM = "kim.akers@fabrikam.com";
export const PLAN = "1539e96a-0099-4782-a8d3-b7314e58149d";
export const BUDGET = "9c2f7b1e-5a44-4d0c-8f63-2e6a1d0b7c55";

export const US: Holder = { host: "vm1", pid: 100, startedAt: "1" };
export const THEM: Holder = { host: "vm1", pid: 200, startedAt: "1" };
export const nobodyIsDead = (): boolean => false;

export const MAIL = "owners";
export const SIEM = "siem";

/** A refusal in few words. */
export interface Refusal {
  /** Milliseconds after START. */
  readonly at?: number;
  readonly actor?: string;
  readonly owner?: Recipient;
  readonly document?: string;
  readonly native?: string;
  readonly fields?: Partial<UnidentifiedEvent>;
}

/** A refusal as a source would hand it over. */
export function refusal({
  at = 0,
  actor = SAM,
  owner = ADELE,
  document = documentOf(owner),
  native,
  fields,
}: Refusal = {}): SightedEvent {
  const event: UnidentifiedEvent = {
    occurredAt: new Date(START + at).toISOString().replace(".000Z", "Z"),
    tenantId: "",
    contentId: document,
    documentName: "Plan.docx",
    owner: owner.address,
    actor,
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    ipAddress: "203.0.113.7",
    source: "usage-logs",
    location: "rmslog.log:1",
    raw: "2026-11-18 12:00:00 …",
    ...fields,
  };
  return native === undefined ? { event } : { event, nativeId: native };
}

/** The document that is refused when nothing else is said: each owner's own, because the owner is no part of a fingerprint. */
function documentOf({ address }: Recipient): string {
  if (address === ADELE.address) return PLAN;
  const digits = Buffer.from(address).toString("hex").padEnd(32, "0");
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** How the next events are decided; the default notifies the recorded owner. */
export type Decide = (event: StoredEvent) => OwnerDecision;

/** The thread of an event as the suite's dispatch names it. */
function threadOf({ event }: StoredEvent): string {
  return `${event.actor} ${event.contentId}`;
}

/** Tells the recorded owner. */
export function tell(stored: StoredEvent): OwnerDecision {
  const recipient: Recipient = { address: stored.event.owner ?? "", role: "owner" };
  const trail = [{ step: "record", outcome: "recorded" }];
  return { decision: "notify", reason: "first", recipient, thread: threadOf(stored), trail };
}

/** Holds for good. */
export function hold(reason: string, extra: { readonly recipient?: Recipient; readonly detail?: string } = {}): Decide {
  return () => ({ decision: "hold", reason, trail: [], ...extra });
}

/** Waits for somebody who can say whose it is. */
export function awaitOwner(reason = "directory-unavailable"): Decide {
  return () => ({ decision: "await", reason, trail: [{ step: "graph", outcome: reason }] });
}

/** Holds as a repeat. */
export function holdUntil(until: number): Decide {
  return (stored) => {
    const { recipient, thread, trail } = tell(stored) as Extract<OwnerDecision, { decision: "notify" }>;
    return { decision: "hold-until", reason: "repeat", until, recipient, thread, trail };
  };
}

export interface DispatchOptions {
  readonly decide?: Decide;
  readonly limit?: number;
  /** Sinks with their batch sizes. */
  readonly sinks?: { readonly [sink: string]: number };
  /** What a sink is told of an event: null to send. */
  readonly route?: (event: StoredEvent, sink: string) => string | null;
  readonly notifier?: string;
}

/** Ids and references in order: d1 with 0000-0001, and so on. */
function namesInOrder(): DeliveryNames {
  let last = 0;
  return {
    newId() {
      last += 1;
      return `d${last}`;
    },
    references: (id) => [`0000-${id.slice(1).padStart(4, "0")}`],
  };
}

/** A store being used. */
export class Timeline {
  readonly store: Store;
  readonly names: DeliveryNames;
  now = START;

  constructor(store: Store, names: DeliveryNames = namesInOrder()) {
    this.store = store;
    this.names = names;
  }

  async lease(name: string, holder = US): Promise<Lease> {
    const request = { name, holder, now: this.now, ttlMs: MINUTE, isDead: nobodyIsDead };
    const answer = await this.store.acquireLease(request);
    if (!answer.granted) throw new Error(`lease ${name} is held`);
    return answer.lease;
  }

  async collect(denied: readonly SightedEvent[], rest: Partial<CollectCommit> = {}): Promise<CollectCounts> {
    const source = rest.source ?? "usage-logs";
    const lease = await this.lease(`source:${source}`);
    const page = { source, lease, now: this.now, denied, rejected: [], facts: [], cursors: [], ...rest };
    return this.store.commitCollected(page);
  }

  async dispatch(options: DispatchOptions = {}): Promise<void> {
    const { decide = tell, limit = 1_000, sinks = {}, route = () => null, notifier = MAIL } = options;
    const lease = await this.lease("dispatch");
    const page = await this.store.undispatched(limit);
    const events = page.map((stored): DispatchedEvent => {
      const routes = Object.keys(sinks).map((sink) => [sink, route(stored, sink)] as const);
      const occurredAt = Date.parse(stored.event.occurredAt);
      return { seq: stored.seq, occurredAt, owner: decide(stored), sinks: Object.fromEntries(routes) };
    });
    await this.store.commitDispatch({ lease, now: this.now, events, notifier, batchSizes: sinks, names: this.names });
  }

  /** Decides up to `limit` awaited events anew. */
  async decideAwaited(decide: Decide = tell, limit = 1_000): Promise<void> {
    const lease = await this.lease("dispatch");
    const page = await this.store.awaited(0, limit);
    const events = page.map((stored) => ({
      seq: stored.seq,
      occurredAt: Date.parse(stored.event.occurredAt),
      owner: decide(stored),
    }));
    await this.store.commitAwaited({ lease, now: this.now, events, notifier: MAIL, names: this.names });
  }

  /** Refusals, collected and dispatched. */
  async happen(refusals: readonly Refusal[], options: DispatchOptions = {}): Promise<void> {
    await this.collect(refusals.map(refusal));
    await this.dispatch(options);
  }

  /** Makes every open notice due, or due at a time, or held. */
  async schedule(dueAt = this.now, reason: string | null = null): Promise<void> {
    const lease = await this.lease("dispatch");
    const open = await this.store.openNotices(0, 1_000, 0);
    const schedules = open.map(({ seq }) => ({ seq, dueAt, hold: reason }));
    await this.store.scheduleNotices(lease, schedules, this.now);
  }

  async release(until = this.now, limit = 100): Promise<number> {
    return this.store.releaseRepeats(await this.lease("dispatch"), until, this.now, limit, this.names, MAIL);
  }

  async ask(kind: DeliveryKind, rest: Partial<ClaimRequest> = {}): Promise<ClaimAnswer> {
    const channel = kind === "notice" ? MAIL : SIEM;
    const request = { kind, channel, now: this.now, limit: 10, holder: US, leaseMs: MINUTE, pacing: null };
    return this.store.claimDeliveries({ ...request, isDead: nobodyIsDead, ...rest });
  }

  async claim(kind: DeliveryKind, rest: Partial<ClaimRequest> = {}): Promise<readonly ClaimedDelivery[]> {
    return (await this.ask(kind, rest)).claimed;
  }

  /** Claims the one delivery that is due. */
  async claimOne(kind: DeliveryKind, rest: Partial<ClaimRequest> = {}): Promise<ClaimedDelivery> {
    const claimed = await this.claim(kind, rest);
    expect(claimed).toHaveLength(1);
    return claimed[0]!;
  }

  /** Freezes a notice that tells its first `named` threads. */
  async freeze({ seq, token }: ClaimedDelivery, named = 100, text = "a mail"): Promise<void> {
    const { threads } = await this.store.noticeMembers(seq, named);
    const told = threads.map(({ thread }) => thread);
    const content = Buffer.from(text);
    await this.store.freezeNotices([
      { seq, token, now: this.now, content, subject: "Somebody was refused", told, notes: [] },
    ]);
  }

  async begin({ seq, token }: ClaimedDelivery): Promise<void> {
    await this.store.beginAttempts([{ seq, token }], this.now);
  }

  async settle({ seq, token }: ClaimedDelivery, end: SettlementEnd, resource?: string): Promise<void> {
    await this.store.settle([{ seq, token, now: this.now, ...end }], resource);
  }

  /** Sends a claimed notice or batch: frozen, begun, settled. */
  async send(claim: ClaimedDelivery, end: SettlementEnd = { status: "delivered" }, named = 100): Promise<void> {
    if (claim.kind === "notice") await this.freeze(claim, named);
    await this.begin(claim);
    await this.settle(claim, end);
  }

  /** Sends everything that is due. */
  async sendAll(kind: DeliveryKind, end: SettlementEnd = { status: "delivered" }): Promise<number> {
    const claimed = await this.claim(kind, { limit: 1_000 });
    for (const claim of claimed) await this.send(claim, end);
    return claimed.length;
  }

  /** The history of the nth stored event, counted from 1. */
  async history(fingerprintOrNative: string): Promise<EventHistory> {
    const found = await this.store.findEvents(fingerprintOrNative);
    expect(found).toHaveLength(1);
    return found[0]!;
  }

  /** The owners' books, which balance. */
  async books(): Promise<OwnerBooks> {
    const books = await this.store.ownerBooks();
    const { known, held, ...rest } = books;
    expect(sum(rest) + sum(held), JSON.stringify(books)).toBe(known);
    return books;
  }

  /** A sink's books, which balance. */
  async sinkBooks(sink = SIEM): Promise<SinkBooks> {
    const books = await this.store.sinkBooks(sink);
    const { known, skipped, ...rest } = books;
    expect(sum(rest) + sum(skipped), JSON.stringify(books)).toBe(known);
    return books;
  }
}

type SettlementEnd = Settlement extends infer S
  ? S extends Settlement
    ? Omit<S, "seq" | "token" | "now">
    : never
  : never;

/** A new store with a clock. */
export async function begin(open: OpenStore): Promise<Timeline> {
  return new Timeline(await open());
}

/** An empty owners' book with these figures in it. */
export function ownerBooks(figures: Partial<OwnerBooks>): OwnerBooks {
  return { known: 0, told: 0, covered: 0, pending: 0, held: {}, dead: 0, unknown: 0, ...figures };
}

/** An empty sink's book with these figures in it. */
export function sinkBooks(figures: Partial<SinkBooks>): SinkBooks {
  return { known: 0, delivered: 0, pending: 0, skipped: {}, dead: 0, unknown: 0, ...figures };
}

function sum(counts: { readonly [word: string]: number }): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
