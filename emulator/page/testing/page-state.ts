/** A small emulated tenant in which everything that can come from outside is as hostile as it gets, for the page's tests. */
import type { FaultOrder } from "../../faults.ts";
import { defaultSettings } from "../../service-settings.ts";
import type {
  Application,
  EmulatorState,
  JournalEntry,
  Mailbox,
  MailMessage,
  TiIndicator,
  UploadedObject,
} from "../../state.ts";
import type { StoredTable } from "../../tables.ts";

/** A time that all of it is around. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** Text that breaks out of content, of quotes, and of its own direction. */
export const HOSTILE = `"><img src=x onerror=alert(1)>'</title></textarea><script>alert(2)</script>\u202efdp.exe&amp;`;

/** A message, with hostile values wherever a sender or a document's name can put one. */
export function message(parts: Partial<MailMessage> = {}): MailMessage {
  return {
    id: "AAMk-changing",
    immutableId: `AAkA/+=${"x".repeat(180)}`,
    internetMessageId: `<1${HOSTILE}@contoso.com>`,
    isDraft: false,
    folder: "sentitems",
    mime: Buffer.from(`Subject: a\r\nX-Odd: ${HOSTILE}\r\n\r\n${HOSTILE}\r\n`),
    subject: HOSTILE,
    from: `${HOSTILE}@contoso.com`,
    to: [`${HOSTILE}@fabrikam.com`],
    replyTo: ["security@contoso.com"],
    html: `<!DOCTYPE html><html lang="en"><head><title>a</title></head><body><h1>Somebody was refused</h1><p>${HOSTILE}</p></body></html>`,
    text: `Somebody was refused\r\n${HOSTILE}`,
    headers: [],
    createdAt: NOW - 120_000,
    sentAt: NOW - 60_000,
    ...parts,
  };
}

/** A mailbox with these messages. */
export function mailbox(address: string, messages: readonly MailMessage[], ours = true): Mailbox {
  return { address, ours, messages: [...messages] };
}

/** A request in the journal. */
export function entry(n: number, parts: Partial<JournalEntry> = {}): JournalEntry {
  return {
    n,
    at: NOW - 100_000 + n,
    method: "POST",
    path: "/v1/workspaces/1/query",
    operation: "query",
    status: 200,
    durationMs: 12.6,
    fault: null,
    body: `{"query":${JSON.stringify(HOSTILE)}}`,
    ...parts,
  };
}

/** An application whose secrets must stand nowhere. */
const APPLICATION: Application = {
  clientId: "11111111-0000-4000-8000-000000000001",
  objectId: "11111111-0000-4000-8000-000000000002",
  displayName: HOSTILE,
  secrets: ["very-secret-one", "very-secret-two"],
  certificates: ["-----BEGIN CERTIFICATE-----very-secret"],
  federations: [],
  roles: { graph: ["Mail.Send", "User.Read.All"], logAnalytics: ["Data.Read"] },
  exchangeRoles: [],
  workspaceRoles: ["Log Analytics Reader"],
  managed: false,
};

/** A table of three rows, one of which is not there yet. */
export const TABLE: StoredTable = {
  name: "RMSData_CL",
  columns: [
    { name: "TimeGenerated", type: "datetime" },
    { name: "result_s", type: "string" },
    { name: "issuer_s", type: "string" },
    { name: "Requests_d", type: "long" },
  ],
  rows: [
    { cells: ["2026-11-19T12:00:00Z", HOSTILE, "", 3], ingestedAt: NOW - 3_600_000 },
    { cells: ["2026-11-19T13:00:00Z", "'Success'", "", 40], ingestedAt: NOW - 1_800_000 },
    { cells: ["2026-11-20T12:00:00Z", "'AccessDenied'", "", null], ingestedAt: NOW + 3_600_000 },
  ],
};

/** An uploaded object, with hostile values wherever a document's or a person's name can stand. */
export function upload(parts: Partial<UploadedObject> = {}): UploadedObject {
  const { id = "indicator--33333333-0000-4000-8000-000000000001", type = "indicator" } = parts;
  return {
    sourceSystem: HOSTILE,
    id,
    type,
    object: {
      type,
      id,
      name: HOSTILE,
      description: HOSTILE,
      pattern: "[ipv4-addr:value = '203.0.113.7']",
      labels: ["actor=ben@fabrikam.com", `document=${HOSTILE}`, "label"],
      object_marking_refs: [HOSTILE],
      confidence: 15,
      valid_until: "2026-11-27T12:00:00Z",
    },
    versions: 2,
    firstReceivedAt: NOW - 120_000,
    receivedAt: NOW - 60_000,
    ...parts,
  };
}

const TI_INDICATOR: TiIndicator = {
  id: "44444444-0000-4000-8000-000000000001",
  ownedBy: "11111111-0000-4000-8000-000000000001",
  ingestedAt: NOW - 30_000,
  values: {
    description: HOSTILE,
    externalId: HOSTILE,
    networkIPv4: "203.0.113.8",
    tags: [`document=${HOSTILE}`, HOSTILE],
  },
};

/** A state that holds what is given, and otherwise one of each. */
export function pageState(
  parts: Partial<EmulatorState> & { readonly orders?: readonly FaultOrder[] } = {},
): EmulatorState {
  const { orders = [], ...rest } = parts;
  const mailboxes = [
    mailbox("adele.vance@contoso.com", []),
    mailbox("document-protection@contoso.com", [message()]),
    mailbox(`${HOSTILE.toLowerCase()}@fabrikam.com`, [message({ folder: "inbox" })], false),
  ];
  return {
    now: () => NOW,
    tenantId: "22222222-0000-4000-8000-000000000001",
    workspaceId: "22222222-0000-4000-8000-000000000002",
    applications: [APPLICATION],
    tokensValidFrom: 0,
    faults: { add: () => undefined, clear: () => undefined, list: () => orders, take: () => null },
    journal: [entry(1), entry(2, { status: null, fault: "drop", path: `/v1.0/${HOSTILE}`, operation: "mail.send" })],
    tables: [TABLE],
    users: [],
    groups: [],
    mailboxes: new Map(mailboxes.map((one) => [one.address, one])),
    uploads: new Map([upload(), upload({ id: "identity--1", type: "identity" })].map((one) => [one.id, one])),
    tiIndicators: [TI_INDICATOR],
    settings: defaultSettings(),
    ...rest,
  };
}
