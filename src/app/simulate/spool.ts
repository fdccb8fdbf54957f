import { type FileHandle, open } from "node:fs/promises";
import type { CatalogueFact } from "../../catalogue/document.ts";
import type { SourcePage } from "../../sources/source.ts";

type Sighted = SourcePage["denied"][number];

/** A refusal, or what a record says of a document, at its own time. */
export type SpooledItem = { readonly denied: Sighted } | { readonly fact: CatalogueFact };

/** What is known of an item without reading it; `document` is -1 for a refusal. */
interface Entry {
  readonly at: number;
  readonly offset: number;
  readonly length: number;
  readonly document: number;
}

const FLUSH_BYTES = 1_048_576;
/** Neighbours in time lie beside each other in the file as a rule: a stretch is read at once while it is no longer than this. */
const STRETCH_BYTES = 1_048_576;

/**
 * All refusals of the logs, in order of time however the files are ordered. The items lie in a file; memory holds four figures of each.
 * Of documents only what somebody was refused is kept.
 */
export class Spool {
  readonly #file: FileHandle;
  readonly #documents = new Map<string, number>();
  readonly #refused = new Set<number>();
  #entries: Entry[] = [];
  #waiting: string[] = [];
  #waitingBytes = 0;
  #written = 0;
  #bytes = Buffer.alloc(0);

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A new spool in a file of that name, which must not be there. */
  static async create(path: string): Promise<Spool> {
    return new Spool(await open(path, "wx+", 0o600));
  }

  /** Adds what a page holds. */
  async add(page: Pick<SourcePage, "denied" | "facts">): Promise<void> {
    for (const { event, nativeId } of page.denied) {
      // Nobody looks at the record itself again, and it is the greater part of an event.
      const denied = { event: { ...event, raw: "" }, ...(nativeId === undefined ? {} : { nativeId }) };
      if (event.contentId !== undefined) this.#refused.add(this.#numberOf(event.contentId));
      this.#append({ denied }, Date.parse(event.occurredAt), -1);
    }
    for (const fact of page.facts) this.#append({ fact }, Date.parse(fact.asOf), this.#numberOf(fact.contentId));
    if (this.#waitingBytes >= FLUSH_BYTES) await this.#flush();
  }

  /** Ends the adding: from now on the spool is read. */
  async seal(): Promise<void> {
    await this.#flush();
    const kept = this.#entries.filter(({ document }) => document === -1 || this.#refused.has(document));
    // Sorting keeps the order of reading where times are equal.
    this.#entries = kept.sort((a, b) => a.at - b.at);
    this.#documents.clear();
    this.#refused.clear();
  }

  /** When the first refusal was; NaN if there is none. */
  get firstRefusal(): number {
    return this.#entries.find(isRefusal)?.at ?? Number.NaN;
  }

  /** When the last refusal was; NaN if there is none. */
  get lastRefusal(): number {
    return this.#entries.findLast(isRefusal)?.at ?? Number.NaN;
  }

  /** The time of the nth item, or null behind the last. */
  timeOf(n: number): number | null {
    return this.#entries[n]?.at ?? null;
  }

  /** The items from the nth, so many. */
  async read(from: number, count: number): Promise<SpooledItem[]> {
    const items: SpooledItem[] = [];
    for (const stretch of stretches(this.#entries.slice(from, from + count))) {
      const first = stretch[0]?.offset ?? 0;
      const last = stretch[stretch.length - 1];
      const size = (last?.offset ?? 0) + (last?.length ?? 0) - first;
      // One buffer for all: new ones would be collected late, because little memory of JavaScript's own is used.
      if (this.#bytes.length < size) this.#bytes = Buffer.allocUnsafe(Math.max(size, STRETCH_BYTES));
      const bytes = this.#bytes;
      await this.#file.read(bytes, 0, size, first);
      for (const { offset, length } of stretch)
        items.push(JSON.parse(bytes.toString("utf8", offset - first, offset - first + length)) as SpooledItem);
    }
    return items;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #numberOf(contentId: string): number {
    const known = this.#documents.get(contentId);
    if (known !== undefined) return known;
    const number = this.#documents.size;
    this.#documents.set(contentId, number);
    return number;
  }

  #append(item: SpooledItem, at: number, document: number): void {
    const text = JSON.stringify(item);
    const length = Buffer.byteLength(text);
    this.#entries.push({ at, offset: this.#written + this.#waitingBytes, length, document });
    this.#waiting.push(text);
    this.#waitingBytes += length;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(""));
    await this.#file.write(bytes, 0, bytes.length, this.#written);
    this.#written += bytes.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

function isRefusal({ document }: Entry): boolean {
  return document === -1;
}

/** Entries that follow each other in the file without a long gap. */
function stretches(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const found: Entry[][] = [];
  let stretch: Entry[] = [];
  for (const entry of entries) {
    const first = stretch[0];
    const last = stretch[stretch.length - 1];
    const joins =
      first === undefined ||
      last === undefined ||
      (entry.offset >= last.offset && entry.offset + entry.length - first.offset <= STRETCH_BYTES);
    if (!joins) {
      found.push(stretch);
      stretch = [];
    }
    stretch.push(entry);
  }
  if (stretch.length > 0) found.push(stretch);
  return found;
}
