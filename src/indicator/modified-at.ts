/**
 * Which version an indicator is, from nothing but what it is made of: a repeat with the same knowledge is the same version, and whatever the
 * catalogue learns beside makes a newer one. It has the form of a time and begins at the refusal, but it is no clock. The reasoning is in
 * docs/adr/0015.
 */
import type { DocumentRecord, Known } from "../catalogue/document.ts";
import { DOCUMENT_FIELDS, MERGE_RULES } from "../catalogue/merge.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How finely the times of records are told apart, so far from the refusal, before and after: finest when a batch is tried again; no record is
 * from before the service was there.
 */
const SCALES = [
  { unit: SECOND_MS, within: DAY_MS },
  { unit: MINUTE_MS, within: 45 * DAY_MS },
  { unit: HOUR_MS, within: 9 * 365 * DAY_MS },
] as const;

/** More than all that the time of a record counts: so much is a better rank. */
const RANK_MS = SCALES.reduce((sum, { unit, within }) => sum + (2 * within) / unit, 2);

/** Milliseconds since 1970; less than three hours after the refusal. */
export function modifiedAt(refusedAt: number, document: DocumentRecord | undefined): number {
  return DOCUMENT_FIELDS.reduce((version, field) => {
    const known = document?.[field];
    if (known === undefined) return version;
    return version + 1 + MERGE_RULES[field].rank(known.value) * RANK_MS + stepsOf(known, refusedAt);
  }, refusedAt);
}

/** More for a newer record, as the catalogue lets a newer one win among those of one rank. What is no time is older than any. */
function stepsOf({ asOf }: Known<string>, refusedAt: number): number {
  const since = Date.parse(asOf) - refusedAt;
  if (Number.isNaN(since)) return 0;
  return SCALES.reduce((sum, { unit, within }) => {
    const counted = Math.min(Math.max(since, -within), within) + within;
    return sum + Math.floor(counted / unit);
  }, 1);
}
