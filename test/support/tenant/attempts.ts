import type { ProtectedDocument } from "./documents.ts";
import { ALIAS_DOMAIN, guestPrincipal, HOME_DOMAIN, nameAt, PARTNER_DOMAINS, PRIVATE_DOMAIN } from "./people.ts";
import type { Random } from "./random.ts";

/** What happened in truth. */
export type Outcome = "success" | "refused" | "revoked" | "expired" | "service-error" | "no-licence-request";

/** Who asked. */
export type ReaderKind =
  | "member"
  | "partner"
  | "guest"
  | "private-account"
  | "owner"
  | "service-identity"
  | "markup"
  | "malformed"
  | "blank";

/** One request as it truly was, and every value the service would write down of it. "" stands for none. */
export interface Attempt {
  /** Milliseconds since 1970 UTC, whole seconds. Never earlier than the attempt before. */
  readonly at: number;
  readonly request: string;
  readonly reader: string;
  readonly readerKind: ReaderKind;
  readonly document: ProtectedDocument;
  /** As recorded: some refusals are written down without their document's id. */
  readonly contentId: string;
  readonly fileName: string;
  readonly result: string;
  readonly outcome: Outcome;
  /** Whether somebody was refused: what an owner and the security team are to hear of. */
  readonly isRefusal: boolean;
  readonly rowId: string;
  readonly correlationId: string;
  readonly issuer: string;
  readonly templateId: string;
  readonly client: string;
  readonly address: string;
  readonly adminAction: string;
  readonly actingAsUser: string;
}

/** The two identities under which the service itself opens documents. */
const SERVICE_IDENTITIES = [
  "microsoftrmsonline@46538fd5-eec3-4b92-ae6b-b4f23576b5ab.rms.eu.aadrm.com",
  "Aadrm_S-1-7-0",
] as const;

/** What the service says of somebody who may not, where nothing about the document has changed. */
const REFUSALS: readonly (readonly [string, number])[] = [
  ["AccessDenied", 0.6],
  ["UserNotAuthorized", 0.24],
  ["E_0x8004020D", 0.16],
];

const CLIENTS = [
  ["WINWORD.EXE", "16.0.17628", "Windows"],
  ["EXCEL.EXE", "16.0.17628", "Windows"],
  ["POWERPNT.EXE", "16.0.17531", "Windows"],
  ["OUTLOOK.EXE", "16.0.17628", "Windows"],
  ["Acrobat.exe", "24.2", "Windows"],
  ["com.microsoft.Office.Word", "2.91", "iOS"],
] as const;

const OTHER_REQUESTS = [
  "Certify",
  "GetClientLicensorCert",
  "ServiceDiscoveryForUser",
  "KeyVaultDecryptRequest",
] as const;

/** A refused request in the making: who, for which document. */
export interface Encounter {
  readonly reader: string;
  readonly readerKind: ReaderKind;
  readonly document: ProtectedDocument;
}

/** Somebody who is refused a document. `strangers` is how many there are outside. */
export function refusedReader(random: Random, document: ProtectedDocument, strangers: number): Encounter {
  const share = random.next();
  const who = nameAt(random.below(strangers)).local;
  const { person, recorded } = document.owner;
  // Now and then somebody it was meant for: with an account, a program or a machine that does not suit.
  if (document.recipients !== null && random.chance(0.12)) return recipientOf(random, document, document.recipients);
  if (share < 0.38) return { document, readerKind: "partner", reader: `${who}@${random.pick(PARTNER_DOMAINS)}` };
  if (share < 0.66) return { document, readerKind: "member", reader: cased(random, `${who}@${HOME_DOMAIN}`) };
  if (share < 0.8)
    return { document, readerKind: "guest", reader: guestPrincipal(`${who}@${random.pick(PARTNER_DOMAINS)}`) };
  if (share < 0.88) {
    return { document, readerKind: "private-account", reader: person?.privateAddress ?? `${who}@${PRIVATE_DOMAIN}` };
  }
  if (share < 0.93 && person !== undefined) return { document, readerKind: "owner", reader: cased(random, recorded) };
  if (share < 0.96) return { document, readerKind: "malformed", reader: random.pick(MALFORMED_READERS) };
  if (share < 0.98) return { document, readerKind: "markup", reader: '"><b>x</b>@phish.example' };
  return { document, readerKind: "blank", reader: "" };
}

const MALFORMED_READERS = [
  "not an address",
  "two@@signs.example",
  `http://phish.example/reset@${ALIAS_DOMAIN}`,
  "S-1-5-21-1004336348-1177238915-682003330-512",
] as const;

/** The same person under another spelling. */
function cased(random: Random, address: string): string {
  return random.chance(0.08) ? address.toUpperCase() : address;
}

/** Somebody who may open the document: one of those it was protected for, where that is known. */
export function permittedReader(random: Random, document: ProtectedDocument, strangers: number): Encounter {
  const who = nameAt(random.below(strangers)).local;
  if (random.chance(0.05)) return { document, readerKind: "service-identity", reader: SERVICE_IDENTITIES[0] };
  if (document.recipients !== null) return recipientOf(random, document, document.recipients);
  if (random.chance(0.3)) return { document, readerKind: "partner", reader: `${who}@${random.pick(PARTNER_DOMAINS)}` };
  return { document, readerKind: "member", reader: `${who}@${HOME_DOMAIN}` };
}

function recipientOf(random: Random, document: ProtectedDocument, recipients: readonly string[]): Encounter {
  const reader = random.pick(recipients);
  return { document, readerKind: reader.endsWith(`@${HOME_DOMAIN}`) ? "member" : "partner", reader };
}

/** A refusal as the service writes it down. */
export function refusedAttempt(random: Random, at: number, encounter: Encounter): Attempt {
  const [result, outcome] = resultOf(random, encounter.document, at);
  const unlisted = random.chance(0.01);
  const base = recorded(random, at, encounter, unlisted ? "AcquireLicenseV9" : licenceRequest(random));
  const withoutContent = !unlisted && random.chance(0.005);
  const withoutRow = !withoutContent && random.chance(0.02);
  return {
    ...base,
    result,
    outcome,
    isRefusal: true,
    ...(withoutContent ? { contentId: "" } : {}),
    ...(withoutRow ? { rowId: "" } : {}),
    ...(withoutRow && random.chance(0.2) ? { correlationId: "" } : {}),
    // The client rarely knows what a file is called that it may not open.
    fileName: random.chance(0.35) ? encounter.document.recordedName : guidName(random),
  };
}

/** A licence that was given. */
export function grantedAttempt(random: Random, at: number, encounter: Encounter): Attempt {
  return {
    ...recorded(random, at, encounter, licenceRequest(random)),
    result: "Success",
    outcome: "success",
    isRefusal: false,
    fileName: random.chance(0.6) ? encounter.document.recordedName : guidName(random),
  };
}

/** What is no refusal though it failed, or no request for a licence at all. */
export function otherAttempt(random: Random, at: number, encounter: Encounter): Attempt {
  const share = random.next();
  if (share < 0.25) {
    const base = recorded(random, at, encounter, licenceRequest(random));
    return {
      ...base,
      result: "InternalServerError",
      outcome: "service-error",
      isRefusal: false,
      fileName: guidName(random),
    };
  }
  if (share < 0.5) {
    const service: Encounter = {
      ...encounter,
      readerKind: "service-identity",
      reader: random.pick(SERVICE_IDENTITIES),
    };
    const base = recorded(random, at, service, "AcquireLicense");
    return { ...base, result: "AccessDenied", outcome: "refused", isRefusal: false, fileName: guidName(random) };
  }
  const request = share < 0.95 ? random.pick(OTHER_REQUESTS) : "PrepareSomethingNew";
  const result = random.chance(0.8) ? "Success" : "AccessDenied";
  const base = recorded(random, at, encounter, request);
  return { ...base, contentId: "", result, outcome: "no-licence-request", isRefusal: false, fileName: "" };
}

function recorded(
  random: Random,
  at: number,
  encounter: Encounter,
  request: string,
): Omit<Attempt, "result" | "outcome" | "isRefusal" | "fileName"> {
  const { document, reader, readerKind } = encounter;
  const [application, version, system] = random.pick(CLIENTS);
  return {
    at,
    request,
    reader,
    readerKind,
    document,
    contentId: document.contentId,
    rowId: random.guid(),
    correlationId: random.guid(),
    issuer: document.owner.recorded,
    templateId: document.templateId,
    client: `MSIPC;version=1.0.4839.0;AppName=${application};AppVersion=${version};AppArch=x64;OSName=${system};OSVersion=10.0;OSArch=amd64`,
    address: clientAddress(random),
    adminAction: "",
    actingAsUser: "",
  };
}

function licenceRequest(random: Random): string {
  return random.chance(0.92)
    ? "AcquireLicense"
    : random.pick(["FECreateEndUserLicenseV1", "BECreateEndUserLicenseV1", "AcquirePreLicense"]);
}

function guidName(random: Random): string {
  return random.chance(0.2) ? `${random.guid()}.docx` : random.guid();
}

/** From the documentation ranges, private, shared by many, or missing. */
function clientAddress(random: Random): string {
  const share = random.next();
  const host = 1 + random.below(254);
  if (share < 0.25) return `192.0.2.${host}`;
  if (share < 0.45) return `198.51.100.${host}`;
  if (share < 0.55) return `203.0.113.${host}`;
  if (share < 0.65) return "203.0.113.7";
  if (share < 0.8) return `2001:db8:${random.below(65_536).toString(16)}::${host.toString(16)}`;
  if (share < 0.92) return `10.${random.below(256)}.${random.below(256)}.${host}`;
  if (share < 0.95) return `192.168.${random.below(256)}.${host}`;
  return share < 0.96 ? "unknown" : "";
}

/** The reason as the service knows it; now and then it does not say that access was withdrawn or has ended. */
function resultOf(random: Random, document: ProtectedDocument, at: number): readonly [string, Outcome] {
  const isSaid = random.chance(0.8);
  if (isSaid && isRevoked(document, at)) return ["ContentRevoked", "revoked"];
  if (isSaid && isExpired(document, at)) return ["ContentExpired", "expired"];
  let share = random.next();
  for (const [result, weight] of REFUSALS) {
    share -= weight;
    if (share < 0) return [result, "refused"];
  }
  return ["AccessDenied", "refused"];
}

/** Whether the owner had withdrawn all access by then. */
export function isRevoked({ revokedAt }: ProtectedDocument, at: number): boolean {
  return revokedAt !== null && revokedAt <= at;
}

/** Whether access had ended by then. */
export function isExpired({ expiresAt }: ProtectedDocument, at: number): boolean {
  return expiresAt !== null && expiresAt <= at;
}
