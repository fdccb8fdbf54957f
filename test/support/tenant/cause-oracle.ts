/**
 * Why each refusal was refused as far as records prove it, and what a document is called and labelled as far as any source says. Worked out
 * from the truth of the tenant and from which records of it a reader has.
 */

import { AIP_TABLE } from "./aip-table.ts";
import type { Attempt } from "./attempts.ts";
import type { ProtectedDocument } from "./documents.ts";
import { isoSecond } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

/** What the records prove. `at` is ISO 8601 UTC, null where only the result says that it was so. */
export type ExpectedCause =
  | { readonly kind: "revoked" | "expired"; readonly at: string | null; readonly by: "result" | "catalogue" }
  | { readonly kind: "not-a-recipient" | "unsaid" };

/** What of the document log a reader has; none if undefined. */
export interface ReadDocumentLog {
  /** Whether recipients were cut off when it was written. */
  readonly isCut: boolean;
}

/** Why this attempt was refused; null for who is or may be the owner, whom no list need name. */
export function expectedCause(attempt: Attempt, log: ReadDocumentLog | undefined): ExpectedCause | null {
  const { outcome, at, document } = attempt;
  const record = log !== undefined && document.isRegistered && attempt.contentId !== "" ? document : undefined;
  const revokedAt = pastMoment(record?.revokedAt, at);
  const expiresAt = pastMoment(record?.expiresAt, at);
  if (outcome === "revoked") return { kind: "revoked", at: revokedAt, by: "result" };
  if (outcome === "expired") return { kind: "expired", at: expiresAt, by: "result" };
  if (revokedAt !== null) return { kind: "revoked", at: revokedAt, by: "catalogue" };
  if (expiresAt !== null) return { kind: "expired", at: expiresAt, by: "catalogue" };
  const list = log?.isCut === true ? null : record?.recipients;
  if (list === null || list === undefined) return { kind: "unsaid" };
  const reader = homeOf(attempt.reader.trim().toLowerCase());
  if (!PLAIN_ADDRESS.test(reader)) return { kind: "unsaid" };
  if (isOwner(attempt, reader)) return null;
  return { kind: list.includes(reader) ? "unsaid" : "not-a-recipient" };
}

function pastMoment(moment: number | null | undefined, at: number): string | null {
  return moment === null || moment === undefined || moment > at ? null : isoSecond(moment);
}

const PLAIN_ADDRESS = /^[a-z0-9.'_-]+@[a-z0-9.-]+\.[a-z]+$/;

/** A guest is listed by the address he has at home. */
function homeOf(reader: string): string {
  const guest = /^(.+)_([^_]+)#ext#@/.exec(reader);
  return guest === null ? reader : `${guest[1]}@${guest[2]}`;
}

/** Whether the reader is the owner, or may be: of an address that cannot be read nobody knows whose it is. */
function isOwner({ document: { owner } }: Attempt, reader: string): boolean {
  const { kind, recorded, person } = owner;
  if (kind === "malformed") return true;
  return [...recorded.toLowerCase().split(/[;,\s]+/), person?.address, person?.alias].includes(reader);
}

/** Which sources are read. */
export interface ReadSources {
  readonly usageLogs?: boolean;
  readonly aipTable?: boolean;
  readonly documentLog?: boolean;
}

/** What somebody knows of a document; nothing where no source says it. */
export interface KnownDocument {
  readonly name?: string;
  readonly label?: string;
}

/**
 * What is known of each document once all of these sources were read, by content id: of names that can be read the one recorded last, and the
 * last label. An export of the document log is newer than all that happened.
 */
export function knownDocuments(tenant: Tenant, sources: ReadSources): ReadonlyMap<string, KnownDocument> {
  const named = new NewestText();
  const labelled = new NewestText();
  const name = (contentId: unknown, text: string, at: number): void => {
    // Question marks stand where another script was lost: that is no name.
    if (/[^?.\s]/.test(text.replace(/\.\w+$/, ""))) named.add(contentId, text, at);
  };
  if (sources.usageLogs === true)
    for (const { contentId, fileName, document, at } of tenant.attempts())
      if (fileName !== "" && fileName === document.recordedName) name(contentId, document.trueName, at);
  if (sources.aipTable === true) {
    const documents = new Map(tenant.documents.map((document) => [document.contentId, document]));
    for (const { values } of AIP_TABLE.rows(tenant)) {
      const contentId = String(values["ContentId_g"]);
      const at = Date.parse(String(values["TimeGenerated"]));
      name(contentId, calledName(String(values["ObjectId_s"] ?? ""), documents.get(contentId)), at);
      labelled.add(contentId, String(values["LabelName_s"] ?? ""), at);
    }
  }
  if (sources.documentLog === true)
    for (const { contentId, isRegistered, trueName } of tenant.documents)
      if (isRegistered) name(contentId, trueName, Number.POSITIVE_INFINITY);
  return new Map(
    tenant.documents.map(({ contentId }) => {
      const known = { name: named.get(contentId), label: labelled.get(contentId) };
      return [contentId, Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))];
    }),
  );
}

/** What a client's name for a document says of what it is called. In a path each slash ends a folder, also one its owner meant for a name. */
function calledName(objectId: string, document: ProtectedDocument | undefined): string {
  if (document === undefined || objectId === "") return "";
  if (objectId === document.trueName || objectId === document.recordedName) return document.trueName;
  return objectId.slice(Math.max(objectId.lastIndexOf("\\"), objectId.lastIndexOf("/")) + 1);
}

/** Of what was said of each document, the text said last. Nothing at all is not said. */
class NewestText {
  readonly #said = new Map<string, { readonly text: string; readonly at: number }>();

  add(contentId: unknown, text: string, at: number): void {
    const key = String(contentId);
    if (text !== "" && at >= (this.#said.get(key)?.at ?? Number.NEGATIVE_INFINITY)) this.#said.set(key, { text, at });
  }

  get(contentId: string): string | undefined {
    return this.#said.get(contentId)?.text;
  }
}
