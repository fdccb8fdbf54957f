/**
 * How what is known of a document grows. For each field one rule says which value wins, and each rule is a total order
 * from which the greatest is taken: so it does not matter in which order facts arrive, nor whether one arrives twice.
 */
import { publishedTime } from "../platform/record-time.ts";
import { type CatalogueFact, type DocumentRecord, type Known, NEVER } from "./document.ts";
import { nameRank } from "./document-name.ts";

/** What can be known of a document. */
export type DocumentField = Exclude<keyof DocumentRecord, "contentId">;

interface Rule {
  /** The rule in words, for people who ask why a value won. */
  readonly text: string;
  /** What counts before newness; higher wins. */
  readonly rank: (value: string) => number;
}

/** Looks like one address. Whether it may be written to is decided by the owners' ladder, never here. */
const ONE_ADDRESS = /^[^\s@,;<>"()]+@[^\s@,;<>"()]+\.[^\s@,;<>"().]+$/;

/**
 * By which rule a value of each field wins, in the order people read them. Beyond the rule, of two records equally new the greater text
 * wins, so that ties end alike everywhere.
 */
export const MERGE_RULES: { readonly [Field in DocumentField]: Rule } = {
  name: {
    text: "A name that can be read wins over one whose letters were lost, that over a bare GUID; among equals the newest record.",
    rank: nameRank,
  },
  label: { text: "The newest record that names a label.", rank: () => 0 },
  owner: {
    text: "One address wins over any other text; among equals the newest record.",
    rank: (value) => Number(ONE_ADDRESS.test(value.trim())),
  },
  protectedAt: { text: "The newest record that gives a time.", rank: (value) => Number(isTime(value)) },
  expiresAt: { text: "The newest record that gives a time or says that access never ends.", rank: isTimeOrNever },
  revokedAt: {
    text: "The newest record that gives a time or says that access is not withdrawn, so that it can be given back.",
    rank: isTimeOrNever,
  },
  recipients: { text: "The newest record that lists all of them.", rank: () => 0 },
};

/** Every field, in the order of the rules. */
export const DOCUMENT_FIELDS = Object.keys(MERGE_RULES) as readonly DocumentField[];

/** Adds one fact to what is known. Gives `record` itself back if the fact changes nothing. Blank values are no knowledge. */
export function mergeFact(record: DocumentRecord | undefined, fact: CatalogueFact): DocumentRecord {
  let merged = record ?? { contentId: fact.contentId };
  for (const field of DOCUMENT_FIELDS) {
    const value = fact[field];
    if (value === undefined || value.trim() === "") continue;
    const learnt: Known<string> = { value, asOf: fact.asOf, origin: fact.origin };
    const known = merged[field];
    if (known === undefined || compare(learnt, known, MERGE_RULES[field].rank) > 0)
      merged = { ...merged, [field]: learnt };
  }
  return merged;
}

function compare(a: Known<string>, b: Known<string>, rank: (value: string) => number): number {
  return (
    rank(a.value) - rank(b.value) ||
    compareTimes(a.asOf, b.asOf) ||
    compareText(a.value, b.value) ||
    compareText(a.origin, b.origin) ||
    compareText(a.asOf, b.asOf)
  );
}

/** As instants, because one source may write fractions of a second and another none. What is no time is older than any. */
function compareTimes(a: string, b: string): number {
  const [left, right] = [Date.parse(a), Date.parse(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
  return left - right;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isTime(value: string): boolean {
  return publishedTime(value) !== undefined;
}

/** What is neither is no knowledge that could be used, and gives way to any that can. */
function isTimeOrNever(value: string): number {
  return Number(value === NEVER || isTime(value));
}
