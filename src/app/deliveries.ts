/** The outbox and the dead letters: what waits, what failed, and what a person decides about it. */
import { ALL_STATES } from "../store/delivery-states.ts";
import type { DeliveryKind, DeliveryState } from "../store/delivery-store.ts";
import type { DeliveryRecord } from "../store/operator-store.ts";
import { type DeliveryView, viewDelivery } from "./delivery-view.ts";
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
  readonly deliveries: readonly DeliveryView[];
}

/** Lists deliveries. */
export async function listDeliveries({ store }: Desk, query: DeliveryQuery): Promise<DeliveryList> {
  const records = await store.listDeliveries(query);
  return { counts: await store.deliveryCounts(), deliveries: records.map(viewDelivery) };
}

/** What became of a person's wish: ids that were changed, that mean nothing, and that are in a state it does not apply to. */
export interface DeliveryChange {
  readonly changed: readonly string[];
  readonly notFound: readonly string[];
  readonly unsuited: readonly { readonly id: string; readonly state: DeliveryState }[];
}

/** Makes dead or unknown deliveries due again, with the same content; an unknown message is asked about before it is sent. Ids or references. */
export function retryDeliveries(desk: Desk, ids: readonly string[]): Promise<DeliveryChange> {
  return change(desk, ids, ["dead", "unknown"], (chosen) => desk.store.retryDeliveries(chosen, desk.clock.now()));
}

/** Gives deliveries up for good; one that somebody is sending at this moment cannot be. Ids or references. */
export function discardDeliveries(desk: Desk, ids: readonly string[]): Promise<DeliveryChange> {
  return change(desk, ids, ["open", "retry", "dead", "unknown"], (chosen) =>
    desk.store.discardDeliveries(chosen, desk.clock.now()),
  );
}

async function change(
  { store }: Desk,
  ids: readonly string[],
  suited: readonly DeliveryState[],
  apply: (chosen: readonly string[]) => Promise<number>,
): Promise<DeliveryChange> {
  const found = new Map<string, DeliveryRecord>();
  const notFound: string[] = [];
  for (const id of ids) {
    const record = await store.findDelivery(id);
    if (record === null) notFound.push(id);
    else found.set(record.id, record);
  }
  const chosen = [...found.values()].filter(({ state }) => suited.includes(state));
  await apply(chosen.map(({ id }) => id));
  const changed: string[] = [];
  const unsuited: { readonly id: string; readonly state: DeliveryState }[] = [];
  // Another process may have been faster: what counts is the state a delivery is in now.
  for (const { id, state } of found.values()) {
    const now = (await store.findDelivery(id))?.state ?? state;
    if (suited.includes(state) && now !== state) changed.push(id);
    else unsuited.push({ id, state: now });
  }
  return { changed, notFound, unsuited };
}
