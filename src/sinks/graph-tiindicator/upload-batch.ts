import type { TiIndicator } from "../../indicator/ti-indicator.ts";
import type { BatchResult, SinkPort } from "../sink.ts";
import { codesOfMissing, passes, refusalReason, type Submission } from "./read-submission.ts";
import { type Asked, SEARCHED_AT_ONCE, searchPath, type TiService } from "./ti-service.ts";

/** One event's indicator. */
export interface BatchItem {
  readonly seq: number;
  readonly indicator: TiIndicator;
}

/** What became of indicators, by external id: null for one the target holds, else why it never will. */
export type Verdicts = Map<string, string | null>;

/** What it takes to upload one batch. */
export interface UploadSettings {
  readonly service: TiService;
  readonly port: Pick<SinkPort, "takeSlot">;
  /** Ends the requests. */
  readonly signal: AbortSignal;
  /** Whether the target may hold some of it. */
  readonly isRepeat: boolean;
  /** What is known of the batch's indicators; it grows. So a search for a bad one goes on where the limits stopped it. */
  readonly verdicts: Verdicts;
}

/** `isForAll`: what ended it concerns every batch, so that the next one need not be tried now. */
export interface UploadResult {
  readonly result: BatchResult;
  readonly isForAll: boolean;
}

type Refusal = Exclude<Asked<never>, { readonly kind: "done" }>;

/** More pages than a list of so few can have. */
const MOST_PAGES = 10;

/**
 * Uploads a batch so that no indicator is there twice. The target knows no repeats, so what may be there already is looked up first, and what
 * an answer leaves open is looked up afterwards. A batch that is given back is a repeat the next time.
 */
export async function uploadBatch(items: readonly BatchItem[], settings: UploadSettings): Promise<UploadResult> {
  const upload = new Upload(items, settings);
  const undecided = items.filter(({ indicator }) => !settings.verdicts.has(indicator.externalId));
  const missing = settings.isRepeat ? await upload.withoutThoseThere(undecided) : undecided;
  if (missing !== null) await upload.submit(missing);
  return upload.result();
}

class Upload {
  readonly #items: readonly BatchItem[];
  readonly #settings: UploadSettings;
  /** Why the batch has to be tried again, although every request had its answer. */
  #again: string | null = null;
  /** Why nothing more is asked. */
  #end: UploadResult | null = null;
  /** Every batch is claimed with one slot. */
  #hasSlot = true;

  constructor(items: readonly BatchItem[], settings: UploadSettings) {
    this.#items = items;
    this.#settings = settings;
  }

  result(): UploadResult {
    if (this.#end !== null) return this.#end;
    if (this.#again !== null) return { result: { status: "retry", reason: this.#again }, isForAll: false };
    const items = this.#items.flatMap(({ seq, indicator }) => {
      const reason = this.#settings.verdicts.get(indicator.externalId);
      return typeof reason === "string" ? [{ seq, reason }] : [];
    });
    const [first] = items;
    if (first !== undefined && items.length === this.#items.length)
      return { result: { status: "rejected", reason: first.reason }, isForAll: false };
    return { result: { status: "delivered", ...(items.length === 0 ? {} : { items }) }, isForAll: false };
  }

  /** Those of them the target does not hold; null if it could not be asked. */
  async withoutThoseThere(items: readonly BatchItem[]): Promise<readonly BatchItem[] | null> {
    for (let i = 0; i < items.length; i += SEARCHED_AT_ONCE) {
      const found = await this.#search(items.slice(i, i + SEARCHED_AT_ONCE));
      if (found === null) return null;
      for (const externalId of found) this.#settings.verdicts.set(externalId, null);
    }
    return items.filter(({ indicator }) => !this.#settings.verdicts.has(indicator.externalId));
  }

  async #search(items: readonly BatchItem[]): Promise<readonly string[] | null> {
    const [first] = items;
    const found: string[] = [];
    let next: string | null = searchPath(items.map(({ indicator }) => indicator.externalId));
    for (let pages = 0; next !== null; pages += 1) {
      const path: string = next;
      if (pages === MOST_PAGES) return this.#stop({ kind: "retry", reason: "endless-list" });
      const page = await this.#ask((signal) => this.#settings.service.list(path, signal));
      if (page === null) return null;
      if (page.kind !== "done") return this.#stop(page);
      for (const { externalId, targetProduct } of page.value.indicators) {
        // Another sink may have told another product of the same event.
        if (targetProduct === null || targetProduct === first?.indicator.targetProduct) found.push(externalId);
      }
      next = page.value.next;
    }
    return found;
  }

  /** One body that cannot be read spoils a whole request: it is halved until the bad one stands alone. */
  async submit(items: readonly BatchItem[]): Promise<void> {
    if (items.length === 0 || this.#end !== null) return;
    const answer = await this.#ask((signal) =>
      this.#settings.service.submit(
        items.map(({ indicator }) => indicator),
        signal,
      ),
    );
    if (answer === null) return;
    if (answer.kind === "done") return this.#account(items, answer.value);
    if (answer.kind !== "reject" || answer.reason === "service-retired") return void this.#stop(answer);
    const [only] = items;
    if (items.length === 1 && only !== undefined) return this.#refuse(only, answer.reason);
    const middle = Math.ceil(items.length / 2);
    await this.submit(items.slice(0, middle));
    await this.submit(items.slice(middle));
  }

  async #account(items: readonly BatchItem[], submission: Submission): Promise<void> {
    const { refused, open } = submission;
    for (const item of items) {
      const { externalId } = item.indicator;
      const code = refused.get(externalId);
      if (code !== undefined) this.#judge(item, code);
      else if (!open.has(externalId)) this.#settings.verdicts.set(externalId, null);
    }
    if (open.size === 0) return;
    const missing = await this.withoutThoseThere(items.filter(({ indicator }) => open.has(indicator.externalId)));
    if (missing === null || missing.length === 0) return;
    const codes = codesOfMissing(
      submission,
      missing.map(({ indicator }) => indicator.externalId),
    );
    if (codes === null) this.#again ??= "not-confirmed";
    else for (const item of missing) this.#judge(item, codes.get(item.indicator.externalId) ?? "");
  }

  #judge(item: BatchItem, code: string): void {
    if (passes(code)) this.#again ??= refusalReason(code);
    else this.#refuse(item, refusalReason(code));
  }

  #refuse({ indicator }: BatchItem, reason: string): void {
    this.#settings.verdicts.set(indicator.externalId, reason);
  }

  /** One request, if there is a slot for it; null if not. */
  async #ask<T>(request: (signal: AbortSignal) => Promise<Asked<T>>): Promise<Asked<T> | null> {
    const wait = this.#hasSlot ? null : await this.#settings.port.takeSlot();
    this.#hasSlot = false;
    if (wait === null) return request(this.#settings.signal);
    this.#end = { result: { status: "retry", reason: "no-free-slot", retryAfterMs: wait }, isForAll: true };
    return null;
  }

  #stop(refusal: Refusal): null {
    const { reason, detail } = refusal;
    const told = { reason, ...(detail === undefined ? {} : { detail }) };
    const wait = refusal.kind === "retry" ? refusal.retryAfterMs : undefined;
    this.#end =
      refusal.kind === "reject"
        ? { result: { status: "rejected", ...told }, isForAll: true }
        : {
            result: { status: "retry", ...told, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
            isForAll: true,
          };
    return null;
  }
}
