import type { EventExplanation, EventFacts, Explanation, RejectsView } from "../../app/explain.ts";
import { byReason, columns, counted, type Style, shown } from "../layout.ts";
import { because, renderDelivery } from "./delivery.ts";
import { renderCause, renderDocument } from "./document.ts";
import { ROLE_WORDS } from "./role-words.ts";

/** What each fact is called, in the order people read them. */
const LABELS: { readonly [field in keyof Required<EventFacts>]: string } = {
  documentName: "Document",
  documentPath: "Path",
  contentId: "Content id",
  label: "Label",
  protectedAt: "Protected",
  templateId: "Template",
  actor: "Refused was",
  actingAsUser: "Acting as",
  owner: "Owner on record",
  issuer: "Issuer",
  outcome: "Outcome",
  result: "Result",
  resultKnown: "Result known",
  request: "Request",
  ipAddress: "Address",
  place: "Place",
  deviceName: "Device",
  client: "Client",
  application: "Application",
  adminAction: "Admin action",
  tenantId: "Tenant",
  rowId: "Row-id",
  correlationId: "Correlation id",
  raw: "Record",
};

/** The answer of `explain` for people. */
export function renderExplanation(explanation: Explanation, style: Style): string[] {
  if (!explanation.found) return ["Nothing is known under this id: no refusal, no row-id, no delivery, no reference."];
  if (explanation.delivery !== null) return renderDelivery(explanation.delivery);
  return explanation.events.flatMap((event, i) => [...(i === 0 ? [] : [""]), ...renderEvent(event, style)]);
}

function renderEvent(
  { id, occurredAt, purged, readFrom, event, document, cause, owner, sinks }: EventExplanation,
  style: Style,
): string[] {
  const facts = event === null ? [["", "What the record said was purged."]] : factRows(event);
  const seen = readFrom.sightings.map(
    ({ source, n }) => `${shown(source)}${n === 1 ? "" : ` (number ${n} in its second)`}`,
  );
  const read = purged ? [] : [["Read from", `${shown(readFrom.source)}, ${shown(readFrom.location)}`]];
  return [
    style.bold(`Refusal ${id} at ${occurredAt}`),
    ...columns([...facts, ...read, ["Seen by", seen.length === 0 ? "-" : seen.join(", ")]]),
    ...(document === null ? [] : [style.bold("Document, as the catalogue knows it"), ...renderDocument(document)]),
    ...(cause === null ? [] : [style.bold("Why"), ...columns(renderCause(cause).map((line) => [line]))]),
    style.bold(`Owner: ${owner.outcome}${because(owner.reason, null)}`),
    ...columns([
      ...owner.trail.map(({ step, outcome }) => ["Asked", `${shown(step)}: ${shown(outcome)}`]),
      ["To", owner.recipient === null ? "-" : `${shown(owner.recipient.address)}, ${ROLE_WORDS[owner.recipient.role]}`],
      ...owner.decisions.map(({ at, decision, reason, detail }) => [
        "Decided",
        `${at}: ${shown(decision)}${because(reason, detail)}`,
      ]),
    ]),
    ...(owner.delivery === null ? [] : indented(renderDelivery(owner.delivery))),
    ...sinks.flatMap(({ sink, outcome, reason, delivery }) => [
      style.bold(`Sink ${shown(sink)}: ${outcome}${because(reason, null)}`),
      ...(delivery === null ? [] : indented(renderDelivery(delivery))),
    ]),
  ];
}

function factRows(event: EventFacts): string[][] {
  return Object.entries(LABELS).flatMap(([field, label]) => {
    const value = event[field as keyof EventFacts];
    return value === undefined || value === "" ? [] : [[label, shown(String(value))]];
  });
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** The kept rejected records for people. */
export function renderRejects({ counts, rejected }: RejectsView, style: Style): string[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return ["No rejected records are kept."];
  const rows = rejected.map(({ at, source, location, reason, raw }) => [
    at,
    shown(source),
    shown(location),
    shown(reason),
    raw === undefined ? "" : shown(raw),
  ]);
  return [style.bold(`${counted(total, "rejected record")}${byReason(counts)}`), ...columns(rows)];
}
