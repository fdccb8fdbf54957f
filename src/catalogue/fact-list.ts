import type { CatalogueFact } from "./document.ts";
import { DOCUMENT_FIELDS } from "./merge.ts";

/**
 * Facts without repeats: of equal facts of one document only the newest is kept. A busy document is opened thousands of times a day,
 * and each time its log says the same of it.
 */
export class FactList {
  readonly #byDocument = new Map<string, CatalogueFact[]>();

  add(fact: CatalogueFact): void {
    const known = this.#byDocument.get(fact.contentId);
    if (known === undefined) {
      this.#byDocument.set(fact.contentId, [fact]);
      return;
    }
    const same = known.findIndex((other) => saysTheSame(other, fact));
    if (same === -1) known.push(fact);
    else if ((known[same]?.asOf ?? "") < fact.asOf) known[same] = fact;
  }

  list(): readonly CatalogueFact[] {
    return [...this.#byDocument.values()].flat();
  }
}

function saysTheSame(a: CatalogueFact, b: CatalogueFact): boolean {
  return a.origin === b.origin && DOCUMENT_FIELDS.every((field) => a[field] === b[field]);
}
