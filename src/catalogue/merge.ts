/**
 * How what is known of a document grows. For each field one rule says which value wins, so that it does not matter in which order facts arrive,
 * nor whether one arrives twice.
 */
import { publishedTime } from "../platform/record-time.ts";
import { type CatalogueFact, type DocumentRecord, type Known, NEVER, UNCLEAR } from "./document.ts";
import { nameRank } from "./document-name.ts";

/** What can be known of a document. */
export type DocumentField = Exclude<keyof DocumentRecord, "contentId">;

interface Rule {
  /** The rule in words, for people who ask why a value won. */
  readonly text: string;
  /** What counts before newness; higher wins. */
  readonly rank: (value: string) => number;
  /** Whether people are told causes by it: then values equally new that differ leave it open, and the alphabet does not decide. */
  readonly isEvidence?: boolean;
}

/** Looks like one address. Whether it may be written to is decided by the owners' ladder, never here. */
const ONE_ADDRESS = /^[^\s@,;<>"()]+@[^\s@,;<>"()]+\.[^\s@,;<>"().]+$/;

/**
 * By which rule a value of each field wins, in the order people read them. Beyond the rule, of two records equally new the greater text wins, so
 * that ties end alike everywhere; but where that would be evidence of a cause, they leave it `UNCLEAR`.
 */
export const MERGE_RULES: { readonly [Field in DocumentField]: Rule } = {
  name: {
    text: "A name that can be read wins over one whose letters were lost, that over a bare GUID; among equals the newest record.",
    rank: nameRank,
  },
  label: { text: "The newest record that names a label.", rank: () => 0 },
  owner: { text: "One address wins over any other text; among equals the newest record.", rank: isOneAddress },
  issuer: { text: "One address wins over any other text; among equals the newest record.", rank: isOneAddress },
  protectedAt: { text: "The newest record that gives a time.", rank: (value) => Number(isTime(value)) },
  expiresAt: {
    text: "The newest record that says when access ends, or that it names no end.",
    rank: isUsable,
    isEvidence: true,
  },
  revokedAt: {
    text: "The newest record that says whether access is withdrawn, so that it can be given back.",
    rank: isUsable,
    isEvidence: true,
  },
  recipients: { text: "The newest record that lists all of them.", rank: () => 0, isEvidence: true },
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
    const best = known === undefined ? learnt : better(known, learnt, MERGE_RULES[field]);
    if (best !== known) merged = { ...merged, [field]: best };
  }
  return merged;
}

/** The greater of the two in a total order; what both leave open where they contradict each other. `known` itself if nothing changes. */
function better(known: Known<string>, learnt: Known<string>, { rank, isEvidence = false }: Rule): Known<string> {
  const order = rank(learnt.value) - rank(known.value) || compareTimes(learnt.asOf, known.asOf);
  if (order !== 0) return order > 0 ? learnt : known;
  const tie = compareText(learnt.origin, known.origin) || compareText(learnt.asOf, known.asOf);
  // Of what no rule can use nothing follows, so nothing is left open by it.
  if (isEvidence && learnt.value !== known.value && rank(known.value) === rank(UNCLEAR)) {
    const said = tie > 0 ? learnt : known;
    return said === known && known.value === UNCLEAR ? known : { ...said, value: UNCLEAR };
  }
  return (compareText(learnt.value, known.value) || tie) > 0 ? learnt : known;
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
function isUsable(value: string): number {
  return Number(value === NEVER || value === UNCLEAR || isTime(value));
}

function isOneAddress(value: string): number {
  return Number(ONE_ADDRESS.test(value.trim()));
}
