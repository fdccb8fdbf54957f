import { factOf } from "../catalogue/record-fact.ts";
import { parseDocumentName } from "../catalogue/recorded-name.ts";
import type { DenialOutcome, UnidentifiedEvent } from "../event/denied-event.ts";
import type { RequestLookup } from "../event/requests.ts";
import type { ResultMeaning } from "../event/results.ts";
import { guidOrText, parseContentId } from "../platform/recorded-value.ts";
import { isConnector, isServiceUser } from "../platform/rights-management.ts";
import { type Mutable, setPresent } from "../platform/set-present.ts";
import type { Verdict } from "./verdict.ts";

/** What decides about a record beside the record itself. */
export interface JudgeSettings {
  /** The configured name of the source. */
  readonly source: string;
  readonly tenantId: string;
  readonly requestKind: RequestLookup;
  readonly resultMeaning: (literal: string) => ResultMeaning | undefined;
  /** Refusals before this time are ignored, ISO 8601 UTC. */
  readonly since?: string;
}

/** The fields of an event that a record holds as plain text. */
type PlainField =
  | "owner"
  | "issuer"
  | "ipAddress"
  | "place"
  | "deviceName"
  | "client"
  | "application"
  | "label"
  | "protectedAt"
  | "adminAction"
  | "actingAsUser";

/** What a record of the service says, whatever file or table it stands in; absent or undefined where it says nothing. */
export interface ServiceRecord extends Partial<Readonly<Record<PlainField, string | undefined>>> {
  /** ISO 8601 UTC, whole seconds; undefined if it is no time on the calendar. */
  readonly occurredAt: string | undefined;
  readonly request: string | undefined;
  /** True where only requests for a licence are recorded, whatever they are called. */
  readonly isLicenceRequest?: boolean;
  /** How it ended, a literal of the table of results. */
  readonly result: string | undefined;
  /** How it ended, where the record says so in other words than the table's. */
  readonly outcome?: DenialOutcome | undefined;
  readonly contentId: string | undefined;
  readonly actor: string | undefined;
  /** A name, a path, an address or a subject. */
  readonly document?: string | undefined;
  /** The path, where it stands apart from the name. */
  readonly documentPath?: string | undefined;
  readonly templateId?: string | undefined;
  readonly rowId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** What tells it from others of the same source; its row-id or else correlation-id if absent. */
  readonly nativeId?: string | undefined;
  readonly location: string;
  readonly raw: string;
}

/** Why a record that is understood is no refusal to tell of. */
export type IgnoreReason =
  | "success"
  | "other-request"
  | "unknown-request"
  | "service-identity"
  | "service-error"
  | "before-since";

/** Why a record cannot be understood. */
export type RejectReason = "no-request-type" | "no-result" | "bad-time";

const DENIALS: { readonly [Meaning in ResultMeaning]?: DenialOutcome } = {
  refused: "refused",
  revoked: "revoked",
  expired: "expired",
};

/**
 * Says what one record means, the same for all that keep the service's records. Only what is a refusal is held to having a valid time;
 * a reader, owner, document or address that is malformed or missing is kept as text and never a reason to drop a refusal.
 */
export function judgeRecord(record: ServiceRecord, settings: JudgeSettings): Verdict {
  const { request, result, occurredAt } = record;
  if (request === undefined) return rejected("no-request-type");
  const requestKind = record.isLicenceRequest === true ? "licence" : kindOf(request, record.contentId, settings);
  if (requestKind === undefined) return ignored("unknown-request");
  if (requestKind === "other") return ignored("other-request");

  if (result === undefined) return rejected("no-result");
  const meaning = record.outcome ?? settings.resultMeaning(result);
  if (meaning === "service-error") return ignored("service-error");

  const contentId = parseContentId(record.contentId);
  const { name, path = record.documentPath } = parseDocumentName(record.document);
  const { owner, protectedAt, label } = record;
  const fact = factOf({ contentId, asOf: occurredAt, origin: settings.source, name, label, owner, protectedAt });
  if (meaning === "success") return ignored("success", fact);

  const actor = record.actor ?? "";
  // The service's own parts open documents on everybody's behalf.
  if (isServiceUser(actor) || isConnector(actor)) return ignored("service-identity", fact);
  if (occurredAt === undefined) return rejected("bad-time");
  if (settings.since !== undefined && occurredAt < settings.since) return ignored("before-since", fact);

  const rowId = guidOrText(record.rowId);
  const correlationId = guidOrText(record.correlationId);
  const event: Mutable<UnidentifiedEvent> = {
    occurredAt,
    tenantId: settings.tenantId,
    actor,
    outcome: (meaning && DENIALS[meaning]) ?? "refused",
    result,
    resultKnown: meaning !== undefined,
    request,
    source: settings.source,
    location: record.location,
    raw: record.raw,
  };
  setPresent(event, "contentId", contentId);
  setPresent(event, "documentName", name);
  setPresent(event, "documentPath", path);
  setPresent(event, "label", label);
  setPresent(event, "protectedAt", protectedAt);
  setPresent(event, "templateId", guidOrText(record.templateId));
  setPresent(event, "owner", owner);
  setPresent(event, "issuer", record.issuer);
  setPresent(event, "ipAddress", record.ipAddress);
  setPresent(event, "place", record.place);
  setPresent(event, "deviceName", record.deviceName);
  setPresent(event, "client", record.client);
  setPresent(event, "application", record.application);
  setPresent(event, "rowId", rowId);
  setPresent(event, "correlationId", correlationId);
  setPresent(event, "adminAction", record.adminAction);
  setPresent(event, "actingAsUser", record.actingAsUser);
  return { kind: "denied", event, nativeId: record.nativeId ?? rowId ?? correlationId, fact };
}

/** Microsoft documents a content id for requests of a licence only, so an unknown request that has one is taken for such. */
function kindOf(
  request: string,
  contentId: string | undefined,
  { requestKind }: JudgeSettings,
): ReturnType<RequestLookup> {
  return requestKind(request) ?? (contentId === undefined ? undefined : "licence");
}

function ignored(reason: IgnoreReason, fact?: Extract<Verdict, { kind: "ignored" }>["fact"]): Verdict {
  return { kind: "ignored", reason, fact };
}

function rejected(reason: RejectReason): Verdict {
  return { kind: "rejected", reason };
}
