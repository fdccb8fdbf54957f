import { FactList } from "../catalogue/fact-list.ts";
import type { SourcePage } from "./source.ts";
import type { Verdict } from "./verdict.ts";

/** How much of a rejected record is kept: enough to see what it is. */
const REJECTED_CHARACTERS = 16_384;

/** Gathers one page: each record is counted as read where it arrives, and once more for what became of it. */
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

  /** Counts a record as read, before anything is known of it. */
  countRead(bytes: number): void {
    this.#read += 1;
    this.#bytes += bytes;
  }

  /** Enters what became of a record. */
  add(verdict: Verdict, record: string, location: string): void {
    if (verdict.kind !== "rejected" && verdict.fact !== undefined) this.#facts.add(verdict.fact);
    switch (verdict.kind) {
      case "rejected":
        this.reject(verdict.reason, record, location);
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

  /** Enters a record that cannot be understood. */
  reject(reason: string, record: string, location: string): void {
    this.#rejected.push({ reason, location, raw: record.slice(0, REJECTED_CHARACTERS) });
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
