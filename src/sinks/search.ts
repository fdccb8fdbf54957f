/** What is known of one batch while its bad events are looked for, and what that makes of the batch. */
import type { BatchResult } from "./sink.ts";

/** What the target made of one event. `later`: it may end differently another time. */
export type Verdict =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "later"; readonly reason: string };

/** A request was refused as a whole, and nobody said for which of its events. */
export interface GroupRefusal {
  readonly kind: "refused";
  readonly reason: string;
  readonly detail?: string;
  /** Whether the complaint is one about an event: if it was alone, it is this one. */
  readonly namesEvent: boolean;
  /** Whether it reads as if somebody had to set something up first. */
  readonly isSetUp: boolean;
}

/** `isForAll`: what ended it concerns every batch, so that the next one need not be tried now. */
export interface SearchEnd {
  readonly result: BatchResult;
  readonly isForAll: boolean;
}

/** A refused event: the target told of it, or refused a request with it alone, by a complaint that is about an event or by another. */
interface Refusal {
  readonly reason: string;
  readonly how: "told" | "alone" | "alone-unnamed";
}

/** So many single events, of places far apart, are tried before it is the batch that counts as refused. */
const SAMPLES = 5;
/** The whole and both of its halves: each half may hold a bad event, or every event may be refused. */
const REFUSALS_BEFORE_SAMPLES = 3;

/** A refusal for want of something an administrator sets up. */
const NOT_SET_UP = "service-not-set-up";

const NOT_SET_UP_ADVICE =
  "The service takes nothing and says that something must be set up there first: `lockbell check` and the code say more. All waits until then.";

/** Memory of one process: a new one begins anew. */
export class Search {
  readonly #taken = new Set<number>();
  readonly #refused = new Map<number, Refusal>();
  /** The undecided ones, each with those it is to be asked about together with. */
  #groups: readonly (readonly number[])[];
  #refusedTogether = 0;
  #last: GroupRefusal | null = null;

  constructor(seqs: readonly number[]) {
    this.#groups = [seqs];
  }

  /** The events the batch has now: a purge may have taken some. */
  keep(seqs: readonly number[]): void {
    const kept = new Set(seqs);
    this.#groups = this.#groups.map((group) => group.filter((seq) => kept.has(seq)));
    for (const seq of this.#refused.keys()) if (!kept.has(seq)) this.#refused.delete(seq);
  }

  isDecided(seq: number): boolean {
    return this.#taken.has(seq) || this.#refused.has(seq);
  }

  /** Those to be asked about next, without those that are set aside; undefined if there are none, or asking makes no sense any more. */
  next(aside: ReadonlyMap<number, unknown>): readonly number[] | undefined {
    if (this.#isHopeless()) return undefined;
    this.#groups = this.#groups.map((group) => group.filter((seq) => !this.isDecided(seq)));
    return this.#groups.map((group) => group.filter((seq) => !aside.has(seq))).find((group) => group.length > 0);
  }

  /** The target said it of each of these. */
  tell(verdicts: ReadonlyMap<number, Verdict>): void {
    for (const [seq, verdict] of verdicts) {
      if (verdict.kind === "taken") this.#taken.add(seq);
      else if (verdict.kind === "refused") this.#refused.set(seq, { reason: verdict.reason, how: "told" });
    }
  }

  /** They were refused together: if it is one, it is this one; else each half is asked about by itself, after all other groups. */
  refuse(group: readonly number[], refusal: GroupRefusal): void {
    this.#last = refusal;
    const [only] = group;
    if (only !== undefined && group.length === 1) {
      this.#refused.set(only, { reason: refusal.reason, how: refusal.namesEvent ? "alone" : "alone-unnamed" });
      return;
    }
    this.#refusedTogether += 1;
    const middle = Math.ceil(group.length / 2);
    this.#regroup([], [group.slice(0, middle), group.slice(middle)]);
    if (this.#refusedTogether === REFUSALS_BEFORE_SAMPLES && this.#taken.size === 0) this.#regroup(this.#samples(), []);
  }

  /** What became of the batch, once there is nothing more to ask. */
  end(): SearchEnd {
    const refused = [...this.#refused];
    const isUnnamed = this.#taken.size === 0 && refused.some(([, { how }]) => how === "alone-unnamed");
    if (this.#last !== null && (this.#isHopeless() || isUnnamed)) return wholeRefusal(this.#last);
    const items = refused.map(([seq, { reason }]) => ({ seq, reason })).toSorted((a, b) => a.seq - b.seq);
    return { result: { status: "delivered", ...(items.length === 0 ? {} : { items }) }, isForAll: false };
  }

  /** Nothing was taken, nothing was said of single events, and those that were tried alone are from all over the batch. */
  #isHopeless(): boolean {
    const isNothingTold = this.#taken.size === 0 && [...this.#refused.values()].every(({ how }) => how !== "told");
    const isOpen = this.#groups.some((group) => group.some((seq) => !this.isDecided(seq)));
    return isNothingTold && isOpen && this.#refused.size >= SAMPLES;
  }

  #samples(): readonly (readonly number[])[] {
    const open = this.#groups.flat().toSorted((a, b) => a - b);
    const places = Array.from({ length: SAMPLES }, (_, i) => Math.round((i * (open.length - 1)) / (SAMPLES - 1)));
    return [...new Set(places)].map((place) => open.slice(place, place + 1));
  }

  #regroup(first: readonly (readonly number[])[], last: readonly (readonly number[])[]): void {
    const moved = new Set([...first, ...last].flat());
    const others = this.#groups.map((group) => group.filter((seq) => !moved.has(seq)));
    this.#groups = [...first, ...others, ...last];
  }
}

/** More than can be between two tries. */
const MOST_SEARCHES = 1_000;

/** The searches of a sink, by delivery, from a try to the next. */
export class Searches {
  readonly #searches = new Map<string, Search>();

  /** The one of this delivery, which has these events now. */
  of(deliveryId: string, seqs: readonly number[]): Search {
    const search = this.#searches.get(deliveryId) ?? new Search(seqs);
    this.#searches.set(deliveryId, search);
    search.keep(seqs);
    const [oldest] = this.#searches.keys();
    if (this.#searches.size > MOST_SEARCHES && oldest !== undefined) this.#searches.delete(oldest);
    return search;
  }

  /** It ended so: what is not tried again is forgotten, and what was refused before somebody mended something says nothing afterwards. */
  settle(deliveryId: string, result: BatchResult): void {
    if (result.status !== "retry" || result.untilMended === true) this.#searches.delete(deliveryId);
  }
}

/** No event is at fault: a person can have the batch sent again, or it waits for what must be set up. */
function wholeRefusal({ reason, detail, isSetUp }: GroupRefusal): SearchEnd {
  const told = detail === undefined ? {} : { detail };
  const result: BatchResult = isSetUp
    ? { status: "retry", reason: NOT_SET_UP, ...told, untilMended: true, advice: NOT_SET_UP_ADVICE }
    : { status: "rejected", reason, ...told };
  return { result, isForAll: isSetUp };
}
