import type { DeliveryView } from "../../app/delivery-view.ts";
import { columns, counted, shown } from "../layout.ts";
import { ROLE_WORDS } from "./role-words.ts";

const HEADINGS: { readonly [state in DeliveryView["state"]]: string } = {
  open: "Waits to be sent",
  claimed: "Is being sent",
  retry: "Could not be sent yet; will be tried again",
  delivered: "Delivered",
  dead: "Not delivered: a dead letter, kept for a person",
  unknown: "Whether it arrived is not known",
  discarded: "Given up by a person",
};

/** One delivery with its attempts and decisions. */
export function renderDelivery(delivery: DeliveryView): string[] {
  const { id, kind, channel, state, reference, recipient, subject } = delivery;
  const rows = [
    ["Delivery", id],
    ["Kind", kind === "notice" ? "a notice to an owner" : "a batch to a sink"],
    ["By", shown(channel)],
    ...(reference === null ? [] : [["Reference", reference]]),
    ...(recipient === null ? [] : [["To", `${shown(recipient.address)}, ${ROLE_WORDS[recipient.role]}`]]),
    ...(subject === null ? [] : [["Subject", shown(subject)]]),
    ["Holds", counted(delivery.events, "refusal")],
    ["State", stateOf(delivery)],
    ...delivery.notes.map((note) => ["Leak scan", shown(note)]),
    ...delivery.refused.map(({ id: event, reason }) => ["Not taken", `${event}${because(reason, null)}`]),
    ...delivery.attempts.map(({ n, startedAt, endedAt, status, reason, detail }) => [
      `Attempt ${n}`,
      `${span(startedAt, endedAt)}: ${status}${because(reason, detail)}`,
    ]),
    ...delivery.decisions.map(({ at, decision, reason, detail }) => [
      "Decided",
      `${at}: ${shown(decision)}${because(reason, detail)}`,
    ]),
  ];
  return [HEADINGS[state], ...columns(rows)];
}

/** The state with its time and reason, e.g. `dead since 2026-11-18T00:05:00Z (rejected)`. */
export function stateOf({ state, hold, dueAt, settledAt, reason }: DeliveryView): string {
  const time = settledAt !== null ? ` since ${settledAt}` : dueAt !== null ? `, due ${dueAt}` : "";
  return `${state}${time}${because(reason ?? hold, null)}`;
}

/** A reason and what is known beyond it, in brackets. */
export function because(reason: string | null, detail: string | null): string {
  if (reason === null && detail === null) return "";
  if (reason === null) return ` (${shown(detail)})`;
  return detail === null ? ` (${shown(reason)})` : ` (${shown(reason)}: ${shown(detail)})`;
}

function span(from: string, to: string | null): string {
  return to === null ? `${from}, under way` : from === to ? from : `${from} to ${to}`;
}
