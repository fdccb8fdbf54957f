/**
 * The denied event: one refused attempt to open a protected document, normalised from whatever source saw it.
 * It holds everything that is known. What of it an owner may be told is decided in `redaction/`, field by field.
 */

/** What the service said: refused outright, refused because access was withdrawn, or because it had ended. */
export type DenialOutcome = "refused" | "revoked" | "expired";

/** One refused attempt. Text is as recorded, so it is hostile; absent means the source does not say. */
export interface DeniedEvent {
  /** The fingerprint: 32 hexadecimal digits, equal for the same attempt from any source. */
  readonly id: string;
  /** When, ISO 8601 UTC, whole seconds. */
  readonly occurredAt: string;
  /** The configured tenant, or "". */
  readonly tenantId: string;
  /** The protected content, a GUID in lower case without braces. */
  readonly contentId?: string;
  /** The document's name: the last segment of what the record calls it. */
  readonly documentName?: string;
  /** The whole path or address, where the record gave one. */
  readonly documentPath?: string;
  readonly label?: string;
  /** When the document was protected, ISO 8601 UTC. */
  readonly protectedAt?: string;
  readonly templateId?: string;
  /** The owner as recorded, unchecked: may be blank, several addresses, a service principal. */
  readonly owner?: string;
  readonly issuer?: string;
  /** Who was refused, as recorded; "" where the record names nobody. */
  readonly actor: string;
  readonly outcome: DenialOutcome;
  /** The result literal as recorded. */
  readonly result: string;
  /** Whether that literal is in the table of results; if not, it is told in neutral words. */
  readonly resultKnown: boolean;
  /** The request that was refused, e.g. `AcquireLicense`. */
  readonly request: string;
  readonly ipAddress?: string;
  readonly place?: string;
  readonly deviceName?: string;
  /** What the client said of itself. */
  readonly client?: string;
  readonly application?: string;
  readonly rowId?: string;
  readonly correlationId?: string;
  readonly adminAction?: string;
  readonly actingAsUser?: string;
  /** The configured name of the source that saw it first. */
  readonly source: string;
  /** Where in that source, e.g. `rmslog-2026-11-18.log:1432` (file and byte). */
  readonly location: string;
  /** The record as received. */
  readonly raw: string;
}

/**
 * How far a field may travel. `told` may stand in an owner's notice; `withheld` never; the three `withheld-…`
 * kinds are also searched for in the finished message at run time.
 */
export type FieldReach = "told" | "withheld" | "withheld-address" | "withheld-device" | "withheld-path";

/**
 * Every field of the event and its reach. A field that is added to the type and not here does not compile;
 * the canary tests are generated from this table.
 */
export const FIELD_REACH: { readonly [Field in keyof Required<DeniedEvent>]: FieldReach } = {
  id: "withheld",
  occurredAt: "told",
  tenantId: "withheld",
  contentId: "told",
  documentName: "told",
  documentPath: "withheld-path",
  label: "told",
  protectedAt: "told",
  templateId: "withheld",
  owner: "told",
  issuer: "withheld",
  actor: "told",
  outcome: "told",
  result: "withheld",
  resultKnown: "told",
  request: "withheld",
  ipAddress: "withheld-address",
  place: "withheld",
  deviceName: "withheld-device",
  client: "withheld",
  application: "withheld",
  rowId: "withheld",
  correlationId: "withheld",
  adminAction: "withheld",
  actingAsUser: "withheld",
  source: "withheld",
  location: "withheld",
  raw: "withheld",
};

/** A denied event before its fingerprint is known: the store assigns it when it knows how many like it were seen. */
export type UnidentifiedEvent = Omit<DeniedEvent, "id">;
