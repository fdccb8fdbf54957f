/** What the emulated services know, in memory. One object, made at start, handed to every route. */
import type { FaultName, FaultOrder, Operation } from "./faults.ts";
import type { ServiceSettings } from "./service-settings.ts";
import type { StoredTable } from "./tables.ts";

/** An application that may ask for tokens. */
export interface Application {
  readonly clientId: string;
  /** The object id of its service principal. */
  readonly objectId: string;
  readonly displayName: string;
  /** Secrets that are accepted now. */
  secrets: string[];
  /** Secrets that were accepted once; absent: none. */
  readonly expiredSecrets?: readonly string[];
  /** Certificates that are accepted now, PEM. */
  certificates: string[];
  /** Issuers and subjects of other identity providers whose assertions are accepted, with their public key (PEM). */
  federations: { readonly issuer: string; readonly subject: string; readonly publicKey: string }[];
  /** Application permissions by audience name; what a token's `roles` holds. */
  roles: { graph: string[]; logAnalytics: string[] };
  /** Exchange's RBAC for applications: permissions that hold without standing in a token. */
  exchangeRoles: string[];
  /** Azure roles on the workspace, e.g. `Log Analytics Reader`. */
  workspaceRoles: string[];
  /** True for the managed identity. */
  readonly managed: boolean;
}

/** A user as Graph keeps it; `manager` holds the manager's address. */
export interface DirectoryUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly proxyAddresses: readonly string[];
  readonly accountEnabled: boolean;
  readonly userType: "Member" | "Guest";
  readonly manager?: string;
  readonly [property: string]: unknown;
}

export interface DirectoryGroup {
  readonly id: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly members: readonly string[];
  readonly owners?: readonly string[];
  readonly [property: string]: unknown;
}

/** A message in a mailbox. */
export interface MailMessage {
  /** The changing id, which differs in each folder. */
  id: string;
  /** The id that stays when the message moves. */
  readonly immutableId: string;
  readonly internetMessageId: string;
  isDraft: boolean;
  folder: "drafts" | "sentitems" | "inbox" | "deleteditems";
  /** The whole message as it was handed over (RFC 5322). */
  readonly mime: Buffer;
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly createdAt: number;
  sentAt: number | null;
}

/** A mailbox that messages can be sent from, or arrive in. */
export interface Mailbox {
  /** Lower case. */
  readonly address: string;
  /** False for one that only receives (an address outside). */
  readonly ours: boolean;
  readonly messages: MailMessage[];
}

/** A STIX object as it was uploaded to Sentinel: its newest version. */
export interface UploadedObject {
  readonly sourceSystem: string;
  readonly id: string;
  readonly type: string;
  /** The object itself, whole. */
  readonly object: Readonly<Record<string, unknown>>;
  /** How many versions were taken, this one among them. */
  readonly versions: number;
  readonly firstReceivedAt: number;
  readonly receivedAt: number;
}

/** A `tiIndicator` of Graph's, with the properties it was given. */
export interface TiIndicator {
  readonly id: string;
  /** Client id of the application that made it, which alone sees it. */
  readonly ownedBy: string;
  readonly ingestedAt: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** One request as it was met, for the page and for tests; no token, no body of a token request. */
export interface JournalEntry {
  readonly n: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation | null;
  readonly status: number | null;
  readonly durationMs: number;
  readonly fault: FaultName | null;
  /** What was asked, cut to 4,000 characters; empty for token requests. */
  readonly body: string;
}

export interface Faults {
  /** Switches a fault on; it stays until it is over, or `clear`. */
  add(order: FaultOrder): void;
  clear(): void;
  list(): readonly FaultOrder[];
  /** The fault that befalls the next request of this operation, or null. Counts. */
  take(operation: Operation): FaultOrder | null;
}

export interface EmulatorState {
  readonly now: () => number;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly applications: Application[];
  /** Tokens issued before this time count as expired, milliseconds. */
  tokensValidFrom: number;
  readonly faults: Faults;
  readonly journal: JournalEntry[];
  readonly tables: StoredTable[];
  readonly users: DirectoryUser[];
  readonly groups: DirectoryGroup[];
  /** By address in lower case. Whoever is written to gets one. */
  readonly mailboxes: Map<string, Mailbox>;
  /** What was uploaded to Sentinel, by source system and id; the rows made of it stand in the tables. */
  readonly uploads: Map<string, UploadedObject>;
  readonly tiIndicators: TiIndicator[];
  readonly settings: ServiceSettings;
}
