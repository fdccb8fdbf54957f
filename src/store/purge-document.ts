/** What a purge leaves of the catalogue's documents: one rule for all stores. */
import type { DocumentRecord, Known } from "../catalogue/document.ts";
import { namesPerson } from "./person.ts";

/** The record without every field that names the person; null if nothing is left to know. */
export function withoutPerson(record: DocumentRecord, person: string): DocumentRecord | null {
  const kept = fieldsOf(record).filter(([, known]) => !namesPerson(known.value, person));
  return kept.length === 0 ? null : { contentId: record.contentId, ...Object.fromEntries(kept) };
}

/** When the record was last heard of, milliseconds; -Infinity if no field says. */
export function newestKnowledge(record: DocumentRecord): number {
  return fieldsOf(record).reduce((newest, [, { asOf }]) => {
    const at = Date.parse(asOf);
    return at > newest ? at : newest;
  }, Number.NEGATIVE_INFINITY);
}

function fieldsOf({ contentId: _contentId, ...fields }: DocumentRecord): [string, Known<string>][] {
  return Object.entries(fields).filter(([, known]) => known !== undefined);
}
