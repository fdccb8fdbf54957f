import type { DeliveryChange, DeliveryList } from "../../app/deliveries.ts";
import { columns, counted, figure, type Style, shown } from "../layout.ts";
import { stateOf } from "./delivery.ts";

/** The outbox for people. */
export function renderDeliveryList({ counts, deliveries }: DeliveryList, style: Style): string[] {
  const totals = Object.entries(counts).map(([kind, states]) => {
    const some = Object.entries(states).filter(([, count]) => count > 0);
    return [
      kind === "notice" ? "Notices" : "Batches",
      some.length === 0 ? "none" : some.map(([state, count]) => `${figure(count)} ${state}`).join(", "),
    ];
  });
  const rows = deliveries.map((delivery) => [
    delivery.id,
    delivery.reference ?? "-",
    delivery.recipient === null ? shown(delivery.channel) : shown(delivery.recipient.address),
    counted(delivery.events, "refusal"),
    stateOf(delivery),
  ]);
  return [
    style.bold("All deliveries"),
    ...columns(totals),
    ...(rows.length === 0 ? [] : [style.bold("Listed"), ...columns(rows)]),
  ];
}

/** What became of `retry` or `discard`. */
export function renderDeliveryChange({ changed, notFound, unsuited }: DeliveryChange, verb: string): string[] {
  return [
    `${counted(changed.length, "delivery", "deliveries")} ${verb}.`,
    ...notFound.map((id) => `${shown(id)}: no such delivery.`),
    ...unsuited.map(({ id, state }) => `${id}: left as it is, because it is ${state}.`),
  ];
}
