import type { DeliveryChange, DeliveryList } from "../../app/deliveries.ts";
import type { DeliveryView } from "../../app/delivery-view.ts";
import { byReason, columns, counted, figure, type Style, shown } from "../layout.ts";
import { stateOf } from "./delivery.ts";

/** The outbox for people. */
export function renderDeliveryList({ counts, refused, deliveries }: DeliveryList, style: Style): string[] {
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
    `${stateOf(delivery)}${withoutThose(delivery)}`,
  ]);
  const notTaken = refused.map(({ sink, reason, events, example }) => [
    shown(sink),
    counted(events, "refusal"),
    shown(reason),
    `e.g. ${example}`,
  ]);
  return [
    style.bold("All deliveries"),
    ...columns(totals),
    ...(notTaken.length === 0 ? [] : [style.bold("Not taken by the sink's target"), ...columns(notTaken)]),
    ...(rows.length === 0 ? [] : [style.bold("Listed"), ...columns(rows)]),
  ];
}

/** What the target did not take of a batch, by reason; nothing where it took all. */
function withoutThose({ refused }: DeliveryView): string {
  const reasons = Map.groupBy(refused, ({ reason }) => reason);
  const counts = Object.fromEntries([...reasons].map(([reason, events]) => [reason, events.length]));
  return refused.length === 0 ? "" : `, without ${counted(refused.length, "refusal")} not taken${byReason(counts)}`;
}

/** What became of `retry` or `discard`. */
export function renderDeliveryChange({ changed, refused, notFound, unsuited }: DeliveryChange, verb: string): string[] {
  return [
    ...(changed.length === 0 && refused.length > 0
      ? []
      : [`${counted(changed.length, "delivery", "deliveries")} ${verb}.`]),
    ...refused.map(({ id, events }) => `${shown(id)}: ${counted(events, "refusal")} not taken ${verb}.`),
    ...notFound.map((id) => `${shown(id)}: no such delivery, and nothing that a sink's target refused.`),
    ...unsuited.map(({ id, state }) => `${id}: left as it is, because it is ${state}.`),
  ];
}
