/**
 * When an indicator was changed last, from nothing but what it is made of: so a repeat with the same knowledge is the same object, and what was
 * made of more or newer knowledge is newer, whatever its clock and memory. The reasoning is in docs/adr/0015.
 */
import type { DocumentRecord } from "../catalogue/document.ts";
import { nameRank } from "../catalogue/document-name.ts";
import { readAddresses } from "../platform/email-address.ts";
import { CATALOGUE_FIELD_NAMES, type CatalogueField } from "./properties.ts";

const HOUR_MS = 3_600_000;
/** How far from the refusal the hours of a value are counted, before and after: one adds a millisecond. */
const WINDOW_HOURS = 30 * 24;
/** What a better rank adds: more than all hours together. */
const RANK_MS = 2 * WINDOW_HOURS + 1;

/** By which rank values win before their time is asked, as in `catalogue/merge.ts`, and the highest there is. */
const RANKS: { readonly [Field in CatalogueField]?: { readonly top: number; readonly of: (value: string) => number } } =
  {
    name: { top: nameRank("a name"), of: nameRank },
    owner: { top: 1, of: (value) => (readAddresses(value).kind === "one" ? 1 : 0) },
  };

/** Milliseconds since 1970. Never before the refusal. */
export function modifiedAt(refusedAt: number, document: DocumentRecord | undefined): number {
  let newest = refusedAt;
  let step = 0;
  for (const field of CATALOGUE_FIELD_NAMES) {
    const known = document?.[field];
    if (known === undefined) continue;
    const { top = 0, of = () => 0 } = RANKS[field] ?? {};
    const rank = of(known.value);
    const asOf = Date.parse(known.asOf);
    step += 1 + rank * RANK_MS + hoursOf(asOf, refusedAt);
    // A poor value may be newer than the better one that takes its place.
    if (rank === top && asOf > newest) newest = asOf;
  }
  return newest + step;
}

function hoursOf(asOf: number, refusedAt: number): number {
  if (Number.isNaN(asOf)) return 0;
  const hours = Math.floor((asOf - refusedAt) / HOUR_MS) + WINDOW_HOURS;
  return Math.min(Math.max(hours, 0), 2 * WINDOW_HOURS);
}
