/** What is told of one event, as names and values: all that its record says, what the catalogue adds, and why it was refused. */
import { causeOf } from "../catalogue/cause.ts";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";

/** One thing that is known. Names are made of letters and digits; the value is as recorded, so it is hostile. */
export interface Property {
  readonly name: string;
  readonly value: string;
}

/** A value of the catalogue. */
export type CatalogueField = Exclude<keyof DocumentRecord, "contentId">;

/**
 * Every field of the event in the order it is told, the whole record last: a field that is added to the event and not here does not
 * compile.
 */
const EVENT_FIELDS: { readonly [Field in keyof Required<DeniedEvent>]: Field } = {
  id: "id",
  occurredAt: "occurredAt",
  actor: "actor",
  ipAddress: "ipAddress",
  place: "place",
  deviceName: "deviceName",
  client: "client",
  application: "application",
  outcome: "outcome",
  result: "result",
  resultKnown: "resultKnown",
  request: "request",
  contentId: "contentId",
  documentName: "documentName",
  documentPath: "documentPath",
  label: "label",
  protectedAt: "protectedAt",
  templateId: "templateId",
  owner: "owner",
  issuer: "issuer",
  adminAction: "adminAction",
  actingAsUser: "actingAsUser",
  rowId: "rowId",
  correlationId: "correlationId",
  tenantId: "tenantId",
  source: "source",
  location: "location",
  raw: "raw",
};

/** Every value of the catalogue, the name it is told under, and the field of the event that says the same, if there is one. */
const CATALOGUE_FIELDS: {
  readonly [Field in CatalogueField]-?: { readonly name: string; readonly says?: keyof DeniedEvent };
} = {
  name: { name: "knownName", says: "documentName" },
  label: { name: "knownLabel", says: "label" },
  owner: { name: "knownOwner", says: "owner" },
  issuer: { name: "knownIssuer", says: "issuer" },
  protectedAt: { name: "knownProtectedAt", says: "protectedAt" },
  expiresAt: { name: "knownExpiresAt" },
  revokedAt: { name: "knownRevokedAt" },
  recipients: { name: "knownRecipients" },
};

/** The values of the catalogue there are. */
const CATALOGUE_FIELD_NAMES = Object.keys(CATALOGUE_FIELDS) as readonly CatalogueField[];

/** The names any event can have, in order. */
export const PROPERTY_NAMES: readonly string[] = [
  ...Object.values(EVENT_FIELDS).filter((field) => field !== "raw"),
  ...Object.values(CATALOGUE_FIELDS).flatMap(({ name }) => [name, `${name}From`, `${name}AsOf`]),
  ...["cause", "causeAt", "causeSaidBy", "raw"],
];

/**
 * All there is to tell of an event, in the order of `PROPERTY_NAMES`. A field the record does not have is left out; one that it has empty is
 * there and empty. A value of the catalogue is told if the event does not say the very same, with who said so and when.
 */
export function propertiesOf(event: DeniedEvent, document?: DocumentRecord): readonly Property[] {
  const fields = Object.values(EVENT_FIELDS).filter((field) => field !== "raw");
  return [
    ...fields.flatMap((field) => property(field, event[field])),
    ...CATALOGUE_FIELD_NAMES.flatMap((field) => catalogueProperties(field, event, document)),
    ...causeProperties(event, document),
    { name: EVENT_FIELDS.raw, value: event.raw },
  ];
}

function catalogueProperties(
  field: CatalogueField,
  event: DeniedEvent,
  document?: DocumentRecord,
): readonly Property[] {
  const known = document?.[field];
  const { name, says } = CATALOGUE_FIELDS[field];
  if (known === undefined || (says !== undefined && known.value === event[says])) return [];
  return [
    { name, value: known.value },
    { name: `${name}From`, value: known.origin },
    { name: `${name}AsOf`, value: known.asOf },
  ];
}

/** `causeSaidBy` is `result`, or `catalogue:` and the source that told the catalogue. */
function causeProperties(event: DeniedEvent, document?: DocumentRecord): readonly Property[] {
  const cause = causeOf(event, document);
  if (cause.kind === "unsaid") return property("cause", cause.kind);
  const { evidence } = cause;
  return [
    ...property("cause", cause.kind),
    ...property("causeAt", "at" in cause ? (cause.at ?? undefined) : undefined),
    ...property("causeSaidBy", evidence.by === "result" ? evidence.by : `${evidence.by}:${evidence.origin}`),
  ];
}

function property(name: string, value: string | boolean | undefined): readonly Property[] {
  return value === undefined ? [] : [{ name, value: String(value) }];
}
