import type { LadderAnswer } from "../owners/ladder.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type { OwnerDecision } from "../store/dispatch-store.ts";
import type { Store } from "../store/store.ts";
import type { AwaitingTally } from "./awaiting.ts";
import { chooseOwner } from "./choose-owner.ts";
import { decideFirst, type FirstDecision } from "./decide.ts";
import { type Horizon, horizonAt, type NoticePolicy } from "./policy.ts";
import type { OwnerResolver } from "./resolve-owners.ts";

/** What a page's decisions rest on. */
export interface OwnerDecisionSettings {
  readonly store: Store;
  readonly resolver: OwnerResolver;
  readonly awaiting: AwaitingTally;
  readonly policy: NoticePolicy;
  readonly horizon: Horizon;
  /** Null if no notifier is configured: then nobody is told, and nobody is asked for. */
  readonly notifier: string | null;
  readonly signal: AbortSignal;
  /** The time of the decisions, asked for when all owners are known, because that may take minutes. */
  readonly now: () => number;
}

/** A page's decisions. */
export interface DecidedPage {
  /** In the order of the page. */
  readonly owners: readonly OwnerDecision[];
  readonly now: number;
  /** How many events at the beginning of the page there was time to ask for. */
  readonly asked: number;
}

/**
 * A page's decisions in its order, with their time; null if the process is to end, because then an answer may be none. `keepMs` of the time for
 * asking are left to later pages.
 */
export async function decideOwners(
  page: readonly StoredEvent[],
  settings: OwnerDecisionSettings,
  keepMs = 0,
): Promise<DecidedPage | null> {
  const { store, resolver, policy, notifier, signal } = settings;
  if (notifier === null) {
    const owners = page.map(() => ({ decision: "hold", reason: "no-notifier", trail: [] }) as const);
    return { owners, now: settings.now(), asked: page.length };
  }
  const contentIds = new Set(page.map(({ event }) => event.contentId).filter((id) => id !== undefined));
  const documents = await store.documents([...contentIds]);
  const cases = page.map(({ event }) => {
    const document = event.contentId === undefined ? undefined : documents.get(event.contentId);
    return { event, document, ...chooseOwner(event, document) };
  });
  const { answers, asked } = await resolver.resolve(
    cases.map(({ recorded }) => recorded),
    keepMs,
  );
  if (signal.aborted) return null;
  const now = settings.now();
  const silences = await store.silences();
  const first = cases.map(({ event, document, recorded, trail }): FirstDecision => {
    const answer = answers.get(recorded) as LadderAnswer;
    const resolved = trail.length === 0 ? answer : { ...answer, trail: [...trail, ...answer.trail] };
    const decision = decideFirst({ event, document, resolved, silences, policy, now });
    if (decision.decision === "await") settings.awaiting.add(decision.reason, resolved.unavailable?.advice ?? "");
    return decision;
  });
  const unasked = cases.findIndex(({ recorded }) => !asked.has(recorded));
  const owners = await decideRepeats(page, first, settings, now);
  return { owners, now, asked: unasked === -1 ? page.length : unasked };
}

async function decideRepeats(
  page: readonly StoredEvent[],
  first: readonly FirstDecision[],
  settings: OwnerDecisionSettings,
  now: number,
): Promise<readonly OwnerDecision[]> {
  const open = first.filter((decision) => decision.decision === "undecided");
  const times = await settings.store.threadTimes(open);
  let i = 0;
  return first.map((decision, at): OwnerDecision => {
    if (decision.decision !== "undecided") return decision;
    const toldAt = times[i++] ?? null;
    const occurredAt = Date.parse((page[at] as StoredEvent).event.occurredAt);
    return decideRepeat(decision, toldAt, occurredAt, settings, now);
  });
}

/** A repeat runs from the newest event of the thread in the last claimed notice; a hold that ends before the next run has ended. */
function decideRepeat(
  decision: Extract<FirstDecision, { decision: "undecided" }>,
  toldAt: number | null,
  occurredAt: number,
  { policy, horizon }: OwnerDecisionSettings,
  now: number,
): OwnerDecision {
  const { recipient, thread, trail } = decision;
  // A record dated in the future must not keep a pair silent until then.
  const until = toldAt === null ? 0 : Math.min(toldAt, now) + policy.repeatIntervalMs;
  if (until > horizonAt(horizon, now))
    return { decision: "hold-until", reason: "repeat", until, recipient, thread, trail };
  const late = occurredAt < now - policy.backlogAgeMs;
  return {
    decision: "notify",
    reason: late ? "backlog" : toldAt === null ? "first" : "repeat-interval",
    recipient,
    thread,
    trail,
  };
}
