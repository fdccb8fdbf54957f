import type { CatalogueFact } from "../../catalogue/document.ts";
import type { SourcePage } from "../source.ts";
import type { RejectReason, Verdict } from "./normalise.ts";

/** A line longer than is kept, and lines before any `#Fields:`, never reach the normaliser. */
export type LineRejectReason = "line-too-long" | "carriage-returns-only" | "no-fields-directive";

/** How much of a rejected line is kept: enough to see what it is. */
const REJECTED_CHARACTERS = 16_384;

/** Gathers one page: each line is counted as read where it arrives, and once more for what became of it. */
export class PageBuilder {
  #read = 0;
  #bytes = 0;
  #denied: SourcePage["denied"][number][] = [];
  #ignored = new Map<string, number>();
  #rejected: SourcePage["rejected"][number][] = [];
  #facts = new FactList();

  /** Whether the page holds as much as a page may. */
  isFull(most: { readonly records: number; readonly bytes: number }): boolean {
    return this.#read >= most.records || this.#bytes >= most.bytes;
  }

  /** Counts a data line as read, before anything is known of it. */
  countRead(bytes: number): void {
    this.#read += 1;
    this.#bytes += bytes;
  }

  /** Enters what became of a line. */
  add(verdict: Verdict, line: string, location: string): void {
    if (verdict.kind !== "rejected" && verdict.fact !== undefined) this.#facts.add(verdict.fact);
    switch (verdict.kind) {
      case "rejected":
        this.reject(verdict.reason, line, location);
        break;
      case "ignored":
        this.#ignored.set(verdict.reason, (this.#ignored.get(verdict.reason) ?? 0) + 1);
        break;
      case "denied": {
        const { event, nativeId } = verdict;
        this.#denied.push(nativeId === undefined ? { event } : { event, nativeId });
      }
    }
  }

  /** Enters a line that cannot be understood. */
  reject(reason: LineRejectReason | RejectReason, line: string, location: string): void {
    this.#rejected.push({ reason, location, raw: line.slice(0, REJECTED_CHARACTERS) });
  }

  /** The page with the cursors to be stored with it. The next one begins empty. */
  take(cursors: SourcePage["cursors"]): SourcePage {
    const page: SourcePage = {
      read: this.#read,
      denied: this.#denied,
      ignored: Object.fromEntries(this.#ignored),
      rejected: this.#rejected,
      facts: this.#facts.list(),
      cursors,
    };
    this.#read = 0;
    this.#bytes = 0;
    this.#denied = [];
    this.#ignored = new Map();
    this.#rejected = [];
    this.#facts = new FactList();
    return page;
  }
}

/**
 * The facts of a page without repeats: of equal facts of one document only the newest is kept. A busy document is opened thousands of
 * times a day, and each time the log says the same of it.
 */
class FactList {
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
  return a.name === b.name && a.owner === b.owner && a.protectedAt === b.protectedAt;
}
