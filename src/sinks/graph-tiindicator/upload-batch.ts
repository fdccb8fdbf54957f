import type { TiIndicator } from "../../indicator/ti-indicator.ts";
import { type AttemptLimit, createRequestGate, type RequestGate } from "../attempt-limit.ts";
import { bisect, type GroupAnswer, type Retry } from "../bisect.ts";
import type { Search, SearchEnd, Verdict } from "../search.ts";
import { retryFor } from "../set-up.ts";
import type { SinkPort } from "../sink.ts";
import { codesOfMissing, passes, refusalReason, type Submission } from "./read-submission.ts";
import { SERVICE_RETIRED } from "./retirement.ts";
import { type Answered, type Asked, SEARCHED_AT_ONCE, searchPath, type TiService } from "./ti-service.ts";

/** One event's indicator. */
export interface BatchItem {
  readonly seq: number;
  readonly indicator: TiIndicator;
}

/** What it takes to upload one batch. */
export interface UploadSettings {
  readonly service: TiService;
  readonly port: Pick<SinkPort, "takeSlot">;
  /** Ends the requests. */
  readonly limit: AttemptLimit;
  /** Whether the target may hold some of it. */
  readonly isRepeat: boolean;
  /** What is known of the batch's indicators; it grows. */
  readonly search: Search;
  /** What to do once the service is gone, for people. */
  readonly advice: string;
}

/** More pages than a list of so few can have. */
const MOST_PAGES = 10;

/**
 * Uploads a batch so that no indicator is there twice. The target knows no repeats, so what may be there already is looked up first, and what
 * an answer leaves open is looked up afterwards. A batch that is given back is a repeat the next time.
 */
export async function uploadBatch(items: readonly BatchItem[], settings: UploadSettings): Promise<SearchEnd> {
  const { search, isRepeat } = settings;
  const requests = new Requests(settings);
  const undecided = isRepeat ? items.filter(({ seq }) => !search.isDecided(seq)) : [];
  const found = await requests.lookUp(undecided);
  search.tell(found.verdicts);
  if (found.stop !== undefined) return { result: found.stop, isForAll: true };
  return bisect(search, (seqs) => {
    const wanted = new Set(seqs);
    return requests.submit(items.filter(({ seq }) => wanted.has(seq)));
  });
}

/** What is known of some indicators, and why nothing more can be asked, if that is so. */
interface Told {
  readonly verdicts: ReadonlyMap<number, Verdict>;
  readonly stop?: Retry;
}

class Requests {
  readonly #settings: UploadSettings;
  readonly #gate: RequestGate;

  constructor(settings: UploadSettings) {
    this.#settings = settings;
    this.#gate = createRequestGate(settings.port, settings.limit);
  }

  /** Which of them the target holds. */
  async lookUp(items: readonly BatchItem[]): Promise<Told> {
    const verdicts = new Map<number, Verdict>();
    for (let i = 0; i < items.length; i += SEARCHED_AT_ONCE) {
      const some = items.slice(i, i + SEARCHED_AT_ONCE);
      const held = await this.#search(some);
      if ("status" in held) return { verdicts, stop: held };
      for (const { seq, indicator } of some) if (held.has(indicator.externalId)) verdicts.set(seq, { kind: "taken" });
    }
    return { verdicts };
  }

  async submit(items: readonly BatchItem[]): Promise<GroupAnswer> {
    const { service } = this.#settings;
    const indicators = items.map(({ indicator }) => indicator);
    const answer = await this.#ask((signal) => service.submit(indicators, signal));
    if (answer.kind === "done") return this.#account(items, answer.value);
    if (answer.kind === "refused") return answer;
    return { kind: "told", verdicts: new Map(), stop: answer.stop };
  }

  /** The external ids of those that are there, or why that cannot be known. */
  async #search(items: readonly BatchItem[]): Promise<ReadonlySet<string> | Retry> {
    const [first] = items;
    const held = new Set<string>();
    let next: string | null = searchPath(items.map(({ indicator }) => indicator.externalId));
    for (let pages = 0; next !== null; pages += 1) {
      const path: string = next;
      if (pages === MOST_PAGES) return retryFor({ reason: "endless-list" });
      const page = await this.#ask((signal) => this.#settings.service.list(path, signal));
      if (page.kind === "stopped") return page.stop;
      if (page.kind === "refused") return retryFor({ reason: "search-refused" });
      for (const { externalId, targetProduct } of page.value.indicators) {
        // Another sink may have told another product of the same event.
        if (targetProduct === null || targetProduct === first?.indicator.targetProduct) held.add(externalId);
      }
      next = page.value.next;
    }
    return held;
  }

  async #account(items: readonly BatchItem[], submission: Submission): Promise<GroupAnswer> {
    const { refused, open } = submission;
    const verdicts = new Map<number, Verdict>();
    for (const { seq, indicator } of items) {
      const code = refused.get(indicator.externalId);
      if (code !== undefined) verdicts.set(seq, verdictOf(code));
      else if (!open.has(indicator.externalId)) verdicts.set(seq, { kind: "taken" });
    }
    const unclear = items.filter(({ indicator }) => open.has(indicator.externalId));
    const found = await this.lookUp(unclear);
    for (const [seq, verdict] of found.verdicts) verdicts.set(seq, verdict);
    if (found.stop !== undefined) return { kind: "told", verdicts, stop: found.stop };
    const missing = unclear.filter(({ seq }) => !verdicts.has(seq));
    const codes = codesOfMissing(
      submission,
      missing.map(({ indicator }) => indicator.externalId),
    );
    for (const { seq, indicator } of missing)
      verdicts.set(
        seq,
        codes === null ? { kind: "later", reason: "not-confirmed" } : verdictOf(codes.get(indicator.externalId) ?? ""),
      );
    return { kind: "told", verdicts };
  }

  /** One request, if it may be made. */
  async #ask<T>(
    request: (signal: AbortSignal) => Promise<Asked<T>>,
  ): Promise<Answered<T> | { readonly kind: "stopped"; readonly stop: Retry }> {
    const { limit, advice } = this.#settings;
    const closed = await this.#gate();
    if (closed !== null) return { kind: "stopped", stop: closed };
    const answer = await request(limit.signal);
    if (answer.kind === "done" || answer.kind === "refused") return answer;
    // What was cut off is called by what cut it off.
    const over = answer.reason === "aborted" ? limit.over() : null;
    if (over !== null) return { kind: "stopped", stop: over };
    const stop = retryFor(answer);
    return { kind: "stopped", stop: answer.reason === SERVICE_RETIRED ? { ...stop, advice } : stop };
  }
}

function verdictOf(code: string): Verdict {
  return { kind: passes(code) ? "later" : "refused", reason: refusalReason(code) };
}
