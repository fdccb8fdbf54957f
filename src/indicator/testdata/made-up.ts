/** Events and documents for tests: one that says everything, and whatever fast-check can make. */
import fc from "fast-check";
import type { DocumentRecord, Known } from "../../catalogue/document.ts";
import type { DeniedEvent } from "../../event/denied-event.ts";

/** Every field has a value of its own. */
export const FULL_EVENT: DeniedEvent = {
  id: "01900c0ffee000000000000000000001",
  occurredAt: "2026-11-18T00:02:52Z",
  tenantId: "4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b",
  contentId: "0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a",
  documentName: "Merger Plan, final.docx",
  documentPath: "\\\\fileserver\\projects\\Merger Plan, final.docx",
  label: "Confidential",
  protectedAt: "2026-11-02T09:15:00Z",
  templateId: "6e3f9c26-8f1a-4d5e-9a51-57f6b1a6c0ee",
  owner: "anna.sato@contoso.com",
  issuer: "anna.issuer@contoso.com",
  actor: "tomas.rossi@fabrikam.com",
  outcome: "refused",
  result: "AccessDenied",
  resultKnown: true,
  request: "AcquireLicense",
  ipAddress: "203.0.113.17",
  place: "Lisbon, PT",
  deviceName: "FAB-LT-0042",
  client: "MSIPC;version=1.0;AppName=WINWORD.EXE",
  application: "Word",
  rowId: "b7c5a9d2-0000-4000-8000-000000000001",
  correlationId: "cab52088-8925-4371-be34-4b71a3112356",
  adminAction: "false",
  actingAsUser: "svc-archive@contoso.com",
  source: "usage-logs",
  location: "rmslog-2026-11-18.log:1",
  raw: "2026-11-18\t00:02:52\t'tomas.rossi@fabrikam.com'",
};

/** A value of the catalogue. */
export function known(value: string, asOf = "2026-11-17T08:00:00Z", origin = "workspace"): Known<string> {
  return { value, asOf, origin };
}

/** Everything the catalogue can know, none of it what the event says. */
export const FULL_DOCUMENT: DocumentRecord = {
  contentId: "0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a",
  name: known("Merger Plan.docx"),
  label: known("Highly Confidential"),
  owner: known("jon.alvarez@contoso.com"),
  issuer: known("kai.lind@contoso.com"),
  protectedAt: known("2026-11-02T09:16:00Z"),
  expiresAt: known("2026-11-16T00:00:00Z", "2026-11-17T09:00:00Z", "document-log"),
  revokedAt: known("never"),
  recipients: known("mia.berg@contoso.com sam@fabrikam.com"),
};

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("'", "\\", "]", "[", "=", ",", "%", "\n", "\u202e", "a", " AND ", "…"), maxLength: 12 }),
  fc.constantFrom("", "-", " ", "\u0000", "\ud83d", "' OR user-account:user_id = '", "x".repeat(40_000), "'".repeat(3_000)),
);
const anyTime = fc
  .date({ min: new Date("1970-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4().map((ip) => `${ip}:443`), anyText);
const anyId = fc.stringMatching(/^[0-9a-f]{32}$/);

/** Any event whose times are times. */
export const anyEvent: fc.Arbitrary<DeniedEvent> = fc.record(
  {
    ...Object.fromEntries(Object.keys(FULL_EVENT).map((field) => [field, anyText])),
    id: anyId,
    occurredAt: anyTime,
    tenantId: anyText,
    actor: anyText,
    outcome: fc.constantFrom("refused", "revoked", "expired"),
    result: anyText,
    resultKnown: fc.boolean(),
    request: anyText,
    ipAddress: anyAddress,
    source: anyText,
    location: anyText,
    raw: anyText,
  },
  {
    requiredKeys: [
      ...(["id", "occurredAt", "tenantId", "actor", "outcome", "result", "resultKnown", "request", "source"] as const),
      ...(["location", "raw"] as const),
    ],
  },
) as fc.Arbitrary<DeniedEvent>;

const anyKnown = fc.record({ value: anyText, asOf: fc.oneof(anyTime, anyText), origin: anyText });

/** Anything the catalogue can know of a document. */
export const anyDocument: fc.Arbitrary<DocumentRecord> = fc.record(
  {
    contentId: fc.constant("0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a"),
    ...{ name: anyKnown, label: anyKnown, owner: anyKnown, issuer: anyKnown, protectedAt: anyKnown },
    ...{ expiresAt: anyKnown, revokedAt: anyKnown, recipients: anyKnown },
  },
  { requiredKeys: ["contentId"] },
);
