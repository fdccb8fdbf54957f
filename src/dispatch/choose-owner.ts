import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { readRecordedOwner } from "../owners/recorded-owner.ts";
import type { ResolutionStep } from "../store/dispatch-store.ts";

/** Whom the ladder is asked about. */
export interface ChosenOwner {
  readonly recorded: string | undefined;
  /** What the trail begins with where the record of the refusal was passed over. */
  readonly trail: readonly ResolutionStep[];
}

/**
 * The owner on the record of the refusal; the catalogue's where it names none, or nobody who could be written to (a blank, several addresses,
 * an application) while the catalogue knows one address. That is as good a record as the other: the ladder asks about it all the same.
 */
export function chooseOwner({ owner }: Pick<DeniedEvent, "owner">, document: DocumentRecord | undefined): ChosenOwner {
  const known = document?.owner;
  if (owner === undefined || known === undefined) return { recorded: owner ?? known?.value, trail: [] };
  if (isAddress(owner) || !isAddress(known.value)) return { recorded: owner, trail: [] };
  return { recorded: known.value, trail: [{ step: "catalogue", outcome: `owner-from-${known.origin}` }] };
}

function isAddress(recorded: string): boolean {
  return "address" in readRecordedOwner(recorded);
}
