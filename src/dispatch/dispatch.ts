/**
 * Dispatch, the second phase: decides for each new event whom it is for and whether it is told or held, joins what is told to the
 * recipient's open notice, fills the sinks' batches, and says when each open notice falls due. Decisions and members are stored in one
 * transaction a page; it reads and writes the store only, and sends nothing.
 */
import type { OwnerLadder } from "../owners/ladder.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type { DeliveryNames, DispatchedEvent, NoticeSchedule, OwnerDecision } from "../store/dispatch-store.ts";
import type { Store } from "../store/store.ts";
import { type KeptLease, type LeaseIdentity, withLease } from "../store/with-lease.ts";
import { DO_NOT_TRACK, decideFirst, type FirstDecision, isUntracked } from "./decide.ts";
import { CAP_WINDOW_MS, type Horizon, horizonAt, type NoticePolicy } from "./policy.ts";
import { scheduleNotice } from "./schedule-notice.ts";

const PAGE = 1_000;

export interface DispatchSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: LeaseIdentity;
  readonly signal: AbortSignal;
  readonly leaseWaitMs: number;
  readonly ladder: OwnerLadder;
  readonly policy: NoticePolicy;
  readonly horizon: Horizon;
  /** The notifier owners are told through; null if none is configured: then owners' events are held as `no-notifier`. */
  readonly notifier: string | null;
  /** The sinks that get every event, with the most events one batch may hold. */
  readonly batchSizes: { readonly [sink: string]: number };
  readonly names: DeliveryNames;
  readonly onProgress?: (dispatched: number) => void;
}

/** Dispatches everything there is to dispatch. `held` when another instance was at it for longer than we would wait. */
export async function dispatch(settings: DispatchSettings): Promise<"done" | "held"> {
  const { store, clock, identity, signal } = settings;
  const work = { store, clock, identity, signal, name: "dispatch", waitMs: settings.leaseWaitMs };
  const done = await withLease(work, async (kept) => {
    await forgetUntracked(settings, kept);
    await dispatchNew(settings, kept);
    await releaseRepeats(settings, kept);
    await scheduleNotices(settings, kept);
  });
  return done.status;
}

/** Who was put under do-not-track while events of his waited is not named by them either. */
async function forgetUntracked({ store, clock, policy, logger }: DispatchSettings, kept: KeptLease): Promise<void> {
  const { addresses, domains } = policy.doNotTrack;
  if (addresses.length + domains.length === 0) return;
  const held = await store.holdWaiting(kept.lease, (event) => isUntracked(event, policy), DO_NOT_TRACK, clock.now());
  if (held > 0) logger.info({ held }, "waiting.untracked");
}

async function dispatchNew(settings: DispatchSettings, kept: KeptLease): Promise<void> {
  const { store, clock, signal, notifier, batchSizes, names } = settings;
  let dispatched = 0;
  while (!signal.aborted) {
    const page = await store.undispatched(PAGE);
    if (page.length === 0) return;
    await kept.keep();
    const now = clock.now();
    const owners = await decideOwners(page, settings, now);
    const sinks = Object.fromEntries(Object.keys(batchSizes).map((sink) => [sink, null]));
    const events = page.map(
      ({ seq, event }, i): DispatchedEvent => ({
        seq,
        occurredAt: Date.parse(event.occurredAt),
        owner: owners[i] as OwnerDecision,
        sinks,
      }),
    );
    await store.commitDispatch({ lease: kept.lease, now, events, notifier: notifier ?? "", batchSizes, names });
    dispatched += page.length;
    settings.onProgress?.(dispatched);
  }
}

async function decideOwners(
  page: readonly StoredEvent[],
  settings: DispatchSettings,
  now: number,
): Promise<readonly OwnerDecision[]> {
  const { store, ladder, policy, notifier } = settings;
  if (notifier === null) return page.map(() => ({ decision: "hold", reason: "no-notifier", trail: [] }));
  const silences = await store.silences();
  const contentIds = new Set(page.map(({ event }) => event.contentId).filter((id) => id !== undefined));
  const documents = await store.documents([...contentIds]);
  const first: FirstDecision[] = [];
  for (const { event } of page) {
    const document = event.contentId === undefined ? undefined : documents.get(event.contentId);
    const resolved = await ladder.resolve(event.owner ?? document?.owner?.value);
    first.push(decideFirst({ event, document, resolved, silences, policy, now }));
  }
  const open = first.filter((decision) => decision.decision === "undecided");
  const times = await store.threadTimes(open);
  let i = 0;
  return first.map((decision, at): OwnerDecision => {
    if (decision.decision === "hold") return decision;
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
  settings: DispatchSettings,
  now: number,
): OwnerDecision {
  const { policy, horizon } = settings;
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

async function releaseRepeats(settings: DispatchSettings, kept: KeptLease): Promise<void> {
  const { store, clock, signal, names, notifier, horizon } = settings;
  if (notifier === null) return;
  while (!signal.aborted) {
    await kept.keep();
    const now = clock.now();
    const released = await store.releaseRepeats(kept.lease, horizonAt(horizon, now), now, PAGE, names, notifier);
    if (released < PAGE) return;
  }
}

async function scheduleNotices(settings: DispatchSettings, kept: KeptLease): Promise<void> {
  const { store, clock, signal, policy, horizon } = settings;
  let after = 0;
  while (!signal.aborted) {
    const now = clock.now();
    const notices = await store.openNotices(after, PAGE, now - CAP_WINDOW_MS);
    const last = notices[notices.length - 1];
    if (last === undefined) return;
    after = last.seq;
    const changed: NoticeSchedule[] = [];
    for (const notice of notices) {
      const schedule = scheduleNotice(notice, policy, horizon, now);
      const isDueAlready =
        schedule.hold === null && schedule.dueAt <= now && notice.dueAt !== null && notice.dueAt <= now;
      if (notice.hold !== schedule.hold || (notice.dueAt !== schedule.dueAt && !isDueAlready)) changed.push(schedule);
    }
    await kept.keep();
    if (changed.length > 0) await store.scheduleNotices(kept.lease, changed, now);
  }
}
