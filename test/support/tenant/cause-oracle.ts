/**
 * Why each refusal was refused as far as records prove it, and what a document is called and labelled as far as any source says. Worked out
 * from the truth of the tenant and from which records of it a reader has.
 */

import { AIP_TABLE } from "./aip-table.ts";
import type { Attempt } from "./attempts.ts";
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

/** Why this attempt was refused; null for an owner at his own document, whom no list need name. */
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

function isOwner({ document: { owner } }: Attempt, reader: string): boolean {
  const { recorded, person } = owner;
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

/** What is known of each document once all of these sources were read, by content id. */
export function knownDocuments(tenant: Tenant, sources: ReadSources): ReadonlyMap<string, KnownDocument> {
  const told = new Map(tenant.documents.map(({ contentId }) => [contentId, { isNamed: false, isLabelled: false }]));
  const tell = (contentId: unknown, what: { readonly isNamed?: boolean; readonly isLabelled?: boolean }): void => {
    const known = told.get(String(contentId));
    if (known === undefined) return;
    known.isNamed ||= what.isNamed === true;
    known.isLabelled ||= what.isLabelled === true;
  };
  if (sources.usageLogs === true)
    for (const { contentId, fileName, document } of tenant.attempts())
      tell(contentId, { isNamed: fileName !== "" && fileName === document.recordedName });
  if (sources.aipTable === true)
    for (const { values } of AIP_TABLE.rows(tenant))
      tell(values["ContentId_g"], { isNamed: isSaid(values["ObjectId_s"]), isLabelled: isSaid(values["LabelName_s"]) });
  if (sources.documentLog === true)
    for (const { contentId, isRegistered } of tenant.documents) tell(contentId, { isNamed: isRegistered });
  return new Map(
    tenant.documents.map(({ contentId, trueName, label }) => {
      const { isNamed, isLabelled } = told.get(contentId)!;
      // Question marks stand where another script was lost: that is no name.
      const isName = isNamed && /[^?.\s]/.test(trueName.replace(/\.\w+$/, ""));
      return [contentId, { ...(isName ? { name: trueName } : {}), ...(isLabelled ? { label } : {}) }];
    }),
  );
}

function isSaid(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
