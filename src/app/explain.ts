/**
 * Why an event ended as it did: read back from what was stored when each decision was taken, whatever the configuration says now. What is
 * known of the document, and so the cause, is what the catalogue knows at the time of asking: it goes on learning.
 */
import { type Cause, causeOf } from "../catalogue/cause.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { isoSeconds } from "../platform/instant.ts";
import type { Recipient, ResolutionStep } from "../store/dispatch-store.ts";
import type { EventHistory } from "../store/operator-store.ts";
import { type DecisionView, type DeliveryView, viewDecision, viewDelivery } from "./delivery-view.ts";
import { type DocumentView, viewDocument } from "./document-view.ts";
import { hideAddresses } from "./hide-addresses.ts";
import type { App } from "./open.ts";

/** Who asks, and whether addresses and the raw record are to be shown. */
export interface Enquiry {
  readonly who: string;
  readonly full: boolean;
}

/** What is told of the event itself: everything but address and raw record, unless they were asked for. */
export type EventFacts = Omit<DeniedEvent, "id" | "occurredAt" | "source" | "location" | "ipAddress" | "raw"> &
  Partial<Pick<DeniedEvent, "ipAddress" | "raw">>;

/** One event's whole story. */
export interface EventExplanation {
  /** The fingerprint. */
  readonly id: string;
  readonly occurredAt: string;
  /** After a purge: what the event said is gone, what was decided is kept. */
  readonly purged: boolean;
  readonly readFrom: {
    readonly source: string;
    readonly location: string;
    /** Which sources brought it, and as the how-manieth distinct record for its second. */
    readonly sightings: readonly { readonly source: string; readonly n: number }[];
  };
  readonly event: EventFacts | null;
  /** What the catalogue knows of the document by now; null if it knows nothing, or after a purge. */
  readonly document: DocumentView | null;
  /** Why the reader was refused, as far as these records say; null after a purge. */
  readonly cause: Cause | null;
  readonly owner: {
    readonly outcome: string;
    readonly reason: string | null;
    readonly recipient: Recipient | null;
    readonly trail: readonly ResolutionStep[];
    readonly decisions: readonly DecisionView[];
    readonly delivery: DeliveryView | null;
  };
  readonly sinks: readonly {
    readonly sink: string;
    readonly outcome: string;
    readonly reason: string | null;
    readonly delivery: DeliveryView | null;
  }[];
}

/** The answer: the events an id means, or the delivery. */
export type Explanation =
  | { readonly found: false }
  | { readonly found: true; readonly events: readonly EventExplanation[]; readonly delivery: DeliveryView | null };

type Desk = Pick<App, "store" | "clock">;

/** Explains a fingerprint, a row-id, a delivery's id or a reference. The look-up is recorded before anything is read. */
export async function explain({ store, clock }: Desk, id: string, { who, full }: Enquiry): Promise<Explanation> {
  const asked = bareId(id);
  await store.recordLookup({ at: clock.now(), who, what: asked, full });
  const histories = await findEvents(store, asked);
  if (histories.length > 0) {
    const events: EventExplanation[] = [];
    for (const history of histories) events.push(await explainEvent(store, history, full));
    return { found: true, events: full ? events : hideAddresses(events), delivery: null };
  }
  const record = await store.findDelivery(asked);
  if (record === null) return { found: false };
  const delivery = viewDelivery(record);
  return { found: true, events: [], delivery: full ? delivery : hideAddresses(delivery) };
}

/** An id as somebody pasted it, without the braces some logs write around GUIDs. */
function bareId(id: string): string {
  const trimmed = id.trim();
  return /^\{.*\}$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/** Fingerprints and GUIDs are stored in lower case; a source's other native ids as they were written. */
async function findEvents(store: App["store"], id: string): Promise<readonly EventHistory[]> {
  const exact = await store.findEvents(id);
  return exact.length > 0 ? exact : await store.findEvents(id.toLowerCase());
}

async function explainEvent(store: App["store"], history: EventHistory, full: boolean): Promise<EventExplanation> {
  const { stored, purged, sightings, owner } = history;
  const { id, occurredAt, source, location, ipAddress, raw, ...facts } = stored.event;
  const shown: EventFacts = full ? { ...facts, ...(ipAddress === undefined ? {} : { ipAddress }), raw } : facts;
  const sinks: EventExplanation["sinks"][number][] = [];
  for (const { sink, outcome, reason, deliveryId } of history.sinks) {
    sinks.push({ sink, outcome, reason, delivery: await deliveryOf(store, deliveryId) });
  }
  const { contentId } = stored.event;
  const known = purged || contentId === undefined ? undefined : (await store.documents([contentId])).get(contentId);
  return {
    id,
    occurredAt,
    purged,
    readFrom: { source, location, sightings },
    event: purged ? null : shown,
    document: known === undefined ? null : viewDocument(known, full),
    cause: purged ? null : causeOf(stored.event, known),
    owner: {
      outcome: owner.outcome,
      reason: owner.reason,
      recipient: owner.recipient,
      trail: owner.trail,
      decisions: owner.decisions.map(viewDecision),
      delivery: await deliveryOf(store, owner.deliveryId),
    },
    sinks,
  };
}

async function deliveryOf(store: App["store"], id: string | null): Promise<DeliveryView | null> {
  const record = id === null ? null : await store.findDelivery(id);
  return record === null ? null : viewDelivery(record);
}

/** A kept record that could not be understood. */
interface RejectView {
  readonly source: string;
  readonly location: string;
  readonly reason: string;
  readonly at: string;
  /** The record as received; only where it was asked for, because it may hold an address. */
  readonly raw?: string;
}

/** The rejected records that are kept, by reason, and the newest of them. */
export interface RejectsView {
  readonly counts: { readonly [reason: string]: number };
  readonly rejected: readonly RejectView[];
}

/** Lists rejected records. The look-up is recorded. */
export async function explainRejected(
  { store, clock }: Desk,
  limit: number,
  { who, full }: Enquiry,
): Promise<RejectsView> {
  await store.recordLookup({ at: clock.now(), who, what: "rejected", full });
  const records = await store.rejectedRecords(limit);
  const rejected = records.map(({ source, location, reason, at, raw }) => ({
    source,
    location,
    reason,
    at: isoSeconds(at),
    ...(full ? { raw } : {}),
  }));
  return { counts: await store.rejectedCounts(), rejected: full ? rejected : hideAddresses(rejected) };
}
