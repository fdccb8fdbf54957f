/**
 * Finds the bad events of a batch where the target says of a request only that something in it is wrong. What is refused together is sent
 * in halves until the bad one is alone, so that it stops no other. If nothing is taken wherever it is tried, no event is at fault.
 */
import type { GroupRefusal, Search, SearchEnd, Verdict } from "./search.ts";
import type { BatchResult } from "./sink.ts";

/** Nothing was decided: to be asked again later. */
export type Retry = Extract<BatchResult, { readonly status: "retry" }>;

/**
 * What became of a request. `told`: of each event by its number; those that are not named are asked about once more, unless `stop` says why
 * nothing more is asked now.
 */
export type GroupAnswer =
  | { readonly kind: "told"; readonly verdicts: ReadonlyMap<number, Verdict>; readonly stop?: Retry }
  | GroupRefusal;

/** Sends some events of a batch, by their numbers, in one request. */
export type SendGroup = (seqs: readonly number[]) => Promise<GroupAnswer>;

/** Sends what is not decided yet until all is, or nothing more can be asked now. What was learnt stays in `search` for the next try. */
export async function bisect(search: Search, send: SendGroup): Promise<SearchEnd> {
  const later = new Map<number, string>();
  for (;;) {
    const group = search.next(later);
    if (group === undefined) break;
    const answer = await send(group);
    if (answer.kind === "refused") {
      search.refuse(group, answer);
      continue;
    }
    search.tell(answer.verdicts);
    for (const [seq, verdict] of answer.verdicts) if (verdict.kind === "later") later.set(seq, verdict.reason);
    if (answer.stop !== undefined) return { result: answer.stop, isForAll: true };
    // Whoever says nothing of what was asked would be asked the same for ever.
    if (answer.verdicts.size === 0)
      return { result: { status: "retry", reason: "unexpected-answer" }, isForAll: false };
  }
  const [reason] = later.values();
  return reason === undefined ? search.end() : { result: { status: "retry", reason }, isForAll: false };
}
