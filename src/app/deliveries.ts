/** The outbox and the dead letters: what waits, what failed, and what a person decides about it. */
import { randomUUID } from "node:crypto";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import { ALL_STATES } from "../store/delivery-states.ts";
import type { DeliveryKind, DeliveryState } from "../store/delivery-store.ts";
import type { DeliveryRecord } from "../store/operator-store.ts";
import type { RefusedChoice, RefusedGroup } from "../store/refused-store.ts";
import { type DeliveryView, viewDelivery } from "./delivery-view.ts";
import { loadComponent } from "./load-component.ts";
import type { App } from "./open.ts";

/** Every state a delivery can be in, the way of a delivery first. */
export const DELIVERY_STATES: readonly DeliveryState[] = ALL_STATES;

/** States that are not over, or that wait for a person. */
export const UNFINISHED_STATES: readonly DeliveryState[] = ["open", "claimed", "retry", "dead", "unknown"];

type Desk = Pick<App, "store" | "clock">;

/** What is listed. */
export interface DeliveryQuery {
  readonly states: readonly DeliveryState[];
  readonly kind?: DeliveryKind;
  readonly limit: number;
}

/** How many deliveries are in which state, and those that were asked for. */
export interface DeliveryList {
  readonly counts: { readonly [kind in DeliveryKind]: { readonly [state in DeliveryState]: number } };
  /** Single refusals that a sink's target did not take, by sink and reason; they wait for a person like dead deliveries. */
  readonly refused: readonly RefusedGroup[];
  readonly deliveries: readonly DeliveryView[];
}

/** Lists deliveries. */
export async function listDeliveries({ store }: Desk, query: DeliveryQuery): Promise<DeliveryList> {
  const records = await store.listDeliveries(query);
  return {
    counts: await store.deliveryCounts(),
    refused: await store.refusedGroups(),
    deliveries: records.map(viewDelivery),
  };
}

/** What became of a person's wish: what was changed, what means nothing, and what is in a state it does not apply to. */
export interface DeliveryChange {
  /** Deliveries, by id. */
  readonly changed: readonly string[];
  /** Single refused events, by what was asked for: a sink, a fingerprint, or the batch they were of. */
  readonly refused: readonly { readonly id: string; readonly events: number }[];
  readonly notFound: readonly string[];
  readonly unsuited: readonly { readonly id: string; readonly state: DeliveryState }[];
}

/** What is done to deliveries, and to single events that were refused. */
interface Verb {
  readonly suited: readonly DeliveryState[];
  readonly deliveries: (ids: readonly string[]) => Promise<number>;
  readonly refused: (choice: RefusedChoice) => Promise<number>;
}

/**
 * Makes dead or unknown deliveries due again, with the same content, and those that wait for another try due now; an unknown message is asked
 * about before it is sent. What a sink's target
 * refused goes again in a batch of its own. Ids or references of deliveries, fingerprints, or names of sinks.
 */
export async function retryDeliveries(
  { store, clock, config }: Desk & Pick<App, "config">,
  ids: readonly string[],
): Promise<DeliveryChange> {
  const batchSizes: Record<string, number> = {};
  for (const part of config.sinks)
    batchSizes[part.name] = (await loadComponent(SINK_REGISTRY, part)).batchSize(part.settings);
  const now = clock.now();
  return change(store, ids, {
    suited: ["retry", "dead", "unknown"],
    deliveries: (chosen) => store.retryDeliveries(chosen, now),
    refused: (choice) => store.retryRefused(choice, { now, batchSizes, newId: randomUUID }),
  });
}

/** Gives deliveries, or what a sink's target refused, up for good; one that somebody is sending at this moment cannot be. As for `retryDeliveries`. */
export async function discardDeliveries({ store, clock }: Desk, ids: readonly string[]): Promise<DeliveryChange> {
  const now = clock.now();
  return change(store, ids, {
    suited: ["open", "retry", "dead", "unknown"],
    deliveries: (chosen) => store.discardDeliveries(chosen, now),
    refused: (choice) => store.discardRefused(choice, now),
  });
}

async function change(store: App["store"], ids: readonly string[], verb: Verb): Promise<DeliveryChange> {
  const found = new Map<string, DeliveryRecord>();
  const refused: { readonly id: string; readonly events: number }[] = [];
  const notFound: string[] = [];
  for (const id of new Set(ids.map((text) => text.trim()))) {
    const record = await store.findDelivery(id);
    const choice = record === null ? await choiceOf(store, id) : ({ delivery: record.id } as const);
    const events = choice === null || record?.refused.length === 0 ? 0 : await verb.refused(choice);
    if (events > 0) refused.push({ id, events });
    else if (record !== null) found.set(record.id, record);
    else notFound.push(id);
  }
  const changed: string[] = [];
  const unsuited: { readonly id: string; readonly state: DeliveryState }[] = [];
  for (const { id, state } of found.values()) {
    if (verb.suited.includes(state) && (await verb.deliveries([id])) > 0) changed.push(id);
    // Another process may have been faster: what is told is the state it is in now.
    else unsuited.push({ id, state: (await store.findDelivery(id))?.state ?? state });
  }
  return { changed, refused, notFound, unsuited };
}

/** What a text means that names no delivery: a sink that refused something, or an event. */
async function choiceOf(store: App["store"], text: string): Promise<RefusedChoice | null> {
  const groups = await store.refusedGroups();
  if (groups.some(({ sink }) => sink === text)) return { sink: text };
  return /^[0-9a-f]{32}$/i.test(text) ? { event: text } : null;
}
