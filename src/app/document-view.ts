/** What the catalogue knows of a document, as commands print it: each value with who said it, when, and by which rule it won. */
import type { DocumentRecord } from "../catalogue/document.ts";
import { DOCUMENT_FIELDS, type DocumentField, MERGE_RULES } from "../catalogue/merge.ts";
import { parseRecipients } from "../catalogue/recipient-list.ts";
import { parseTime } from "../platform/record-time.ts";

/** Who said something, when the record of it was written (ISO 8601 UTC), and why it was believed rather than what others say. */
interface Grounds {
  readonly origin: string;
  readonly asOf: string;
  /** The rule of its field, a sentence. */
  readonly rule: string;
}

/**
 * One value. Times are ISO 8601 UTC, whole seconds; `never` where access is known not to be withdrawn, or the record names no end; `unclear` where
 * the newest records leave it open.
 */
export interface KnownValue extends Grounds {
  readonly value: string;
}

/** Whom it was protected for: how many, none where records contradict each other; and only if that was asked for, who. */
export interface KnownRecipients extends Grounds {
  readonly count: number;
  readonly value?: readonly string[];
}

/** A document; what nobody knows is absent. */
export interface DocumentView extends Readonly<Partial<Record<Exclude<DocumentField, "recipients">, KnownValue>>> {
  readonly contentId: string;
  readonly recipients?: KnownRecipients;
}

const TIMES: ReadonlySet<DocumentField> = new Set(["protectedAt", "expiresAt", "revokedAt"]);

/** What of a document's record commands print: the recipients, who are people, by number unless `full`. */
export function viewDocument(record: DocumentRecord, full: boolean): DocumentView {
  const fields = DOCUMENT_FIELDS.flatMap((field): [string, KnownValue | KnownRecipients][] => {
    const known = record[field];
    if (known === undefined) return [];
    const { value, origin, asOf } = known;
    const grounds = { origin, asOf, rule: MERGE_RULES[field].text };
    if (field !== "recipients")
      return [[field, { value: TIMES.has(field) ? (parseTime(value) ?? value) : value, ...grounds }]];
    const people = parseRecipients(value);
    return [[field, { count: people.length, ...(full ? { value: people } : {}), ...grounds }]];
  });
  return { contentId: record.contentId, ...Object.fromEntries(fields) };
}
