/**
 * How what is known of a document grows. For each field one rule says which value wins, and each rule is a total order
 * from which the greatest is taken: so it does not matter in which order facts arrive, nor whether one arrives twice.
 */
import type { CatalogueFact, DocumentRecord, Known } from "./document.ts";
import { nameRank } from "./document-name.ts";

type Field = Exclude<keyof DocumentRecord, "contentId">;

/**
 * The rank of a value comes first, then the newest `asOf`, then the greater text, so that ties end alike everywhere.
 * - `name`: what a person can read beats what was garbled, that beats a bare GUID.
 * - `owner`: what looks like one address beats any other text.
 * - all others: the newest. A revocation or expiry that no later record repeats stays known.
 */
const RANKS: { readonly [F in Field]: (value: string) => number } = {
  name: nameRank,
  label: unranked,
  owner: (value) => (ONE_ADDRESS.test(value.trim()) ? 1 : 0),
  protectedAt: unranked,
  expiresAt: unranked,
  revokedAt: unranked,
};

const FIELDS = Object.keys(RANKS) as readonly Field[];
/** Looks like one address. Whether it may be written to is decided by the owners' ladder, never here. */
const ONE_ADDRESS = /^[^\s@,;<>"()]+@[^\s@,;<>"()]+\.[^\s@,;<>"().]+$/;

/** Adds one fact to what is known. Gives `record` itself back if the fact changes nothing. Blank values are no knowledge. */
export function mergeFact(record: DocumentRecord | undefined, fact: CatalogueFact): DocumentRecord {
  let merged = record ?? { contentId: fact.contentId };
  for (const field of FIELDS) {
    const value = fact[field];
    if (value === undefined || value.trim() === "") continue;
    const learnt: Known<string> = { value, asOf: fact.asOf, origin: fact.origin };
    const known = merged[field];
    if (known === undefined || compare(learnt, known, RANKS[field]) > 0) merged = { ...merged, [field]: learnt };
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

function unranked(): number {
  return 0;
}
