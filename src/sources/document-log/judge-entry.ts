/** What one entry of the document log means: knowledge of a document, or a record nobody can use. */
import { NEVER, UNCLEAR } from "../../catalogue/document.ts";
import { factOf } from "../../catalogue/record-fact.ts";
import { parseDocumentName } from "../../catalogue/recorded-name.ts";
import { parseContentId } from "../../platform/recorded-value.ts";
import type { Verdict } from "../verdict.ts";
import type { SplitEntry } from "./entry-splitter.ts";
import { readDate } from "./recorded-date.ts";
import { readPeople } from "./recorded-people.ts";

/** What an entry says that is not believed; counted by `check`. */
export type Doubt = "unread-date" | "unusable-list";

/** What became of an entry. No entry is a refusal. */
export interface JudgedEntry {
  readonly verdict: Exclude<Verdict, { readonly kind: "denied" }>;
  readonly doubts: ReadonlySet<Doubt>;
}

/** Why an entry cannot be understood. */
type RejectReason = "too-long" | "bad-json" | "not-an-object" | "tracking-record" | "no-content-id";

/** What is told of an entry beside itself. */
export interface JudgeSettings {
  /** The configured name of the source. */
  readonly source: string;
  /** When the export was written, ISO 8601 UTC. */
  readonly asOf: string;
}

interface Properties {
  readonly [name: string]: unknown;
}

/** Judges one entry. A value that is malformed or missing is left out, and never a reason to drop the rest. */
export function judgeEntry({ text, isTooLong }: SplitEntry, { source, asOf }: JudgeSettings): JudgedEntry {
  if (isTooLong) return rejected("too-long");
  const entry = parseEntry(text);
  if (typeof entry === "string") return rejected(entry);
  // A record of who opened what, from the cmdlet's sister: taken for one of a document, a refusal would get lost.
  if ("RequesterEmail" in entry || "Successful" in entry) return rejected("tracking-record");
  const contentId = parseContentId(textOf(entry["ContentId"])?.trim());
  if (contentId === undefined) return rejected("no-content-id");

  const doubts = new Set<Doubt>();
  const { recipients, isUnusable } = readPeople(entry["Recipients"]);
  if (isUnusable) doubts.add("unusable-list");
  const fact = factOf({
    contentId,
    asOf,
    origin: source,
    name: parseDocumentName(textOf(entry["ContentName"])).name,
    owner: textOf(entry["Owner"]),
    issuer: textOf(entry["Issuer"]),
    protectedAt: dateOf(entry["CreatedTime"], doubts),
    expiresAt: expiresAt(entry["PolicyExpires"], doubts),
    revokedAt: revokedAt(entry["RevocationInfo"], doubts),
    recipients,
  });
  return { verdict: { kind: "ignored", reason: "catalogue", fact }, doubts };
}

function parseEntry(text: string): Properties | RejectReason {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "bad-json";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "not-an-object";
  const { ContentId, value: wrapped } = value as Properties;
  const isWrapper = ContentId === undefined && typeof wrapped === "object" && wrapped !== null;
  return isWrapper ? { ...wrapped } : { ...value };
}

/** `NEVER` where the record has a place for an end, and names none there. A date that cannot be read is one all the same. */
function expiresAt(value: unknown, doubts: Set<Doubt>): string | undefined {
  if (value === undefined) return undefined;
  if (readDate(value).kind === "none") return NEVER;
  return dateOf(value, doubts) ?? UNCLEAR;
}

/** `NEVER` only where the record says outright that access is not withdrawn. */
function revokedAt(info: unknown, doubts: Set<Doubt>): string | undefined {
  if (typeof info !== "object" || info === null) return undefined;
  const { Revoked: revoked, RevokedTime: time } = info as Properties;
  if (isTold(revoked, "true")) return dateOf(time, doubts) ?? UNCLEAR;
  return isTold(revoked, "false") ? NEVER : undefined;
}

function isTold(value: unknown, word: "true" | "false"): boolean {
  return String(value).toLowerCase() === word;
}

function dateOf(value: unknown, doubts: Set<Doubt>): string | undefined {
  const date = readDate(value);
  if (date.kind === "unread") doubts.add("unread-date");
  return date.kind === "time" ? date.time : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function rejected(reason: RejectReason): JudgedEntry {
  return { verdict: { kind: "rejected", reason }, doubts: new Set() };
}
