/**
 * The notice: all an owner may be told, and nothing else. There is no field here for an address, a place, a device, a client,
 * an application or a path, and this folder cannot reach `event/`. Values are plain, hostile text; wording and rendering make them safe.
 */

import type { RecipientRole } from "../platform/recipient-role.ts";

/** Inside or outside the organisation; `unknown` when its domains are not configured or the address is malformed. */
export type Standing = "inside" | "outside" | "unknown";

/** What is known of the document's name. */
export type DocumentName =
  | { readonly kind: "named"; readonly name: string }
  /** What the log has for a name is the subject of a protected mail. */
  | { readonly kind: "mail-subject"; readonly name: string }
  /** The log has no usable name: absent, only a GUID, or only question marks. */
  | { readonly kind: "unnamed"; readonly because: "absent" | "guid" | "garbled" }
  /** The name holds something an owner must not be told. */
  | { readonly kind: "withheld" };

/** The sensitivity label's name, or that it holds something an owner must not be told. */
export type LabelName = { readonly kind: "named"; readonly name: string } | { readonly kind: "withheld" };

export interface NoticeDocument {
  readonly name: DocumentName;
  /** The last characters of the content id, to tell unnamed documents apart. */
  readonly shortId?: string;
  readonly label?: LabelName;
  /** ISO 8601 UTC. */
  readonly protectedAt?: string;
}

/** Who was refused. */
export type NoticeActor =
  /** One valid address. `guest` for an outside account invited into the organisation. */
  | { readonly kind: "person"; readonly address: string; readonly standing: Standing; readonly guest: boolean }
  /** An application or service, not a person. */
  | { readonly kind: "service"; readonly text: string }
  /** Recorded, but no valid address. */
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "unnamed" }
  | { readonly kind: "withheld" };

/** Why access was refused, as far as records say. Who says so changes the words: a log tells of the attempt, a document's record only of the document. */
export type NoticeCause =
  /** The log gave it as the result. `at`, ISO 8601 UTC, as the document's record has it; null if no record has it. */
  | { readonly kind: "revoked" | "expired"; readonly saidBy: "log"; readonly at: string | null }
  /** The log gave no reason; the document's record says that access had been withdrawn or had ended by then. */
  | { readonly kind: "revoked" | "expired"; readonly saidBy: "record"; readonly at: string }
  /** The log gave no reason; the document's record lists whom it was protected for, and this address is not on that list. */
  | { readonly kind: "not-a-recipient" }
  | { readonly kind: "unsaid" };

/** One person at one document. */
export interface NoticeEntry {
  readonly document: NoticeDocument;
  readonly actor: NoticeActor;
  readonly attempts: number;
  /** ISO 8601 UTC. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly cause: NoticeCause;
  /** False: the cause is that of the last attempt, and an earlier one had another. */
  readonly causeIsOfAll: boolean;
  /** False: the service gave some attempt a result that is not documented; told in neutral words. */
  readonly resultKnown: boolean;
}

export interface Notice {
  /** Eight characters with a hyphen in the middle, e.g. `K7QD-2M9P`. */
  readonly reference: string;
  /** As whom the reader is written to. */
  readonly role: RecipientRole;
  /** Entries of one document stand together. */
  readonly entries: readonly NoticeEntry[];
  /** False: the service gave some attempt, listed or not, a result that is not documented. */
  readonly resultsKnown: boolean;
  /** What did not fit: further (person, document) pairs and their attempts. */
  readonly more: { readonly entries: number; readonly attempts: number };
  /** Attempts kept back: repeats not due yet, and those a silence hides. */
  readonly heldBack: { readonly repeat: number; readonly silenced: number };
  /** The last message to this reader. */
  readonly last: { readonly at: string; readonly reference: string } | null;
  /** Set when some attempts are older than this many days: they are told late, in one digest. */
  readonly backlogDays: number | null;
  /** ISO 8601 UTC: until then nothing is told again about a person and document of this notice; null if nothing can be promised. */
  readonly quietUntil: string | null;
}

/** How the organisation presents itself, from the configuration. */
export interface Presentation {
  readonly brandName: string;
  /** The monitored address people may write to; null if the organisation names none. */
  readonly contact: string | null;
  /** BCP 47, e.g. `en`. */
  readonly language: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Whether subjects may name documents. */
  readonly documentNameInSubject: boolean;
  /** `[TEST]` marking of a message that reports nothing real. */
  readonly test: boolean;
}

/** A notice in words, before it is a message. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
