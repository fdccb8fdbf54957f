import type { CatalogueFact } from "../../catalogue/document.ts";
import { nameKind } from "../../catalogue/document-name.ts";
import type { DenialOutcome, UnidentifiedEvent } from "../../event/denied-event.ts";
import { isConnector, isServiceUser } from "../../platform/rights-management.ts";
import { type ColumnName, type Columns, fieldValue, guidOrText, parseGuid } from "./columns.ts";
import { parseDocumentName } from "./document-name.ts";
import { publishedTime, recordTime } from "./log-time.ts";
import type { RequestLookup } from "./requests.ts";
import type { ResultMeaning } from "./results.ts";

/** What decides about a row beside the row itself. */
export interface NormaliseSettings {
  /** The configured name of the source. */
  readonly source: string;
  readonly tenantId: string;
  readonly requestKind: RequestLookup;
  readonly resultMeaning: (literal: string) => ResultMeaning | undefined;
  /** Refusals before this time are ignored, ISO 8601 UTC. */
  readonly since?: string;
}

/** Why a row that is understood is no refusal to tell of. */
export type IgnoreReason =
  | "success"
  | "other-request"
  | "unknown-request"
  | "service-identity"
  | "service-error"
  | "before-since";

/** Why a row cannot be understood. */
export type RejectReason = "field-count" | "no-request-type" | "no-result" | "bad-time";

/** What became of a row. A licence row also teaches the catalogue something, refused or not. */
export type Verdict =
  | {
      readonly kind: "denied";
      readonly event: UnidentifiedEvent;
      readonly nativeId: string | undefined;
      readonly fact: CatalogueFact | undefined;
    }
  | { readonly kind: "ignored"; readonly reason: IgnoreReason; readonly fact?: CatalogueFact | undefined }
  | { readonly kind: "rejected"; readonly reason: RejectReason };

const DENIALS: { readonly [Meaning in ResultMeaning]?: DenialOutcome } = {
  refused: "refused",
  revoked: "revoked",
  expired: "expired",
};

/**
 * Says what one line means. Only what is a refusal is held to having a valid time; a reader, owner, document or address that is
 * malformed or missing is kept as text and never a reason to drop a refusal.
 */
export function normaliseLine(line: string, location: string, columns: Columns, settings: NormaliseSettings): Verdict {
  const row = line.split("\t");
  if (row.length !== columns.names.length) return { kind: "rejected", reason: "field-count" };
  const value = (name: ColumnName): string | undefined => fieldValue(row, columns.at[name]);

  const request = value("request-type");
  if (request === undefined) return { kind: "rejected", reason: "no-request-type" };
  const recordedContent = value("content-id");
  const requestKind = settings.requestKind(request) ?? (recordedContent === undefined ? undefined : "licence");
  if (requestKind === undefined) return { kind: "ignored", reason: "unknown-request" };
  if (requestKind === "other") return { kind: "ignored", reason: "other-request" };

  const result = value("result");
  if (result === undefined) return { kind: "rejected", reason: "no-result" };
  const meaning = settings.resultMeaning(result);
  if (meaning === "service-error") return { kind: "ignored", reason: "service-error" };

  const occurredAt = recordTime(value("date"), value("time"));
  const contentId = parseContentId(recordedContent);
  const owner = value("owner-email");
  const protectedAt = publishedTime(value("date-published"));
  const document = parseDocumentName(value("file-name"));
  const fact = factOf({
    contentId,
    asOf: occurredAt,
    origin: settings.source,
    name: document.name,
    owner,
    protectedAt,
  });
  if (meaning === "success") return { kind: "ignored", reason: "success", fact };

  const actor = value("user-id") ?? "";
  // The service's own parts open documents on everybody's behalf.
  if (isServiceUser(actor) || isConnector(actor)) return { kind: "ignored", reason: "service-identity", fact };
  if (occurredAt === undefined) return { kind: "rejected", reason: "bad-time" };
  if (settings.since !== undefined && occurredAt < settings.since) {
    return { kind: "ignored", reason: "before-since", fact };
  }

  const rowId = guidOrText(value("row-id"));
  const correlationId = guidOrText(value("correlation-id"));
  const client = value("c-info");
  const event: Mutable<UnidentifiedEvent> = {
    occurredAt,
    tenantId: settings.tenantId,
    actor,
    outcome: (meaning && DENIALS[meaning]) ?? "refused",
    result,
    resultKnown: meaning !== undefined,
    request,
    source: settings.source,
    location,
    raw: line,
  };
  setPresent(event, "contentId", contentId);
  setPresent(event, "documentName", document.name);
  setPresent(event, "documentPath", document.path);
  setPresent(event, "protectedAt", protectedAt);
  setPresent(event, "templateId", guidOrText(value("template-id")));
  setPresent(event, "owner", owner);
  setPresent(event, "issuer", value("issuer"));
  setPresent(event, "ipAddress", value("c-ip"));
  setPresent(event, "client", client);
  setPresent(event, "application", applicationOf(client));
  setPresent(event, "rowId", rowId);
  setPresent(event, "correlationId", correlationId);
  setPresent(event, "adminAction", value("admin-action"));
  setPresent(event, "actingAsUser", value("acting-as-user"));
  return { kind: "denied", event, nativeId: rowId ?? correlationId, fact };
}

const NO_CONTENT = "00000000-0000-0000-0000-000000000000";

/** All zeros names no document: taken for one, it would mix up all that have it. */
function parseContentId(value: string | undefined): string | undefined {
  const guid = parseGuid(value);
  return guid === NO_CONTENT ? undefined : guid;
}

/** The program a client says it is, from `MSIPC;…;AppName=WINWORD.EXE;…`. */
function applicationOf(client: string | undefined): string | undefined {
  const part = client?.split(";").find((entry) => entry.trim().toLowerCase().startsWith("appname="));
  const name = part?.slice(part.indexOf("=") + 1).trim();
  return name === "" ? undefined : name;
}

/**
 * What the row says of its document; undefined if it does not say of which, when, or anything. A GUID for a name is left out: the
 * client writes another one at each opening where it does not know what the file is called.
 */
function factOf(known: {
  readonly contentId: string | undefined;
  readonly asOf: string | undefined;
  readonly origin: string;
  readonly name: string | undefined;
  readonly owner: string | undefined;
  readonly protectedAt: string | undefined;
}): CatalogueFact | undefined {
  const { contentId, asOf, origin, owner, protectedAt } = known;
  const name = nameKind(known.name) === "guid" ? undefined : known.name;
  if (contentId === undefined || asOf === undefined) return undefined;
  if (name === undefined && owner === undefined && protectedAt === undefined) return undefined;
  const fact: Mutable<CatalogueFact> = { contentId, asOf, origin };
  setPresent(fact, "name", name);
  setPresent(fact, "owner", owner);
  setPresent(fact, "protectedAt", protectedAt);
  return fact;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Sets only what has a value, so that absent stays absent in JSON and in comparisons. */
function setPresent<T, Key extends keyof T>(target: T, key: Key, value: T[Key] | undefined): void {
  if (value !== undefined) target[key] = value;
}
