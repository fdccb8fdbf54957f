/**
 * Dispatch, the second phase: decides for each new event whom it is for and whether it is told or held, joins what is told to the
 * recipient's open notice, fills the sinks' batches, and says when each open notice falls due. Decisions and members are stored in one
 * transaction a page; it reads and writes the store only, and sends nothing. Events whose owner nobody can say wait and are decided again at
 * the next dispatch, after what is new and with a share of the time for asking that is theirs: questions that are never answered keep nobody
 * else from being asked for. The sinks get them meanwhile.
 */
import type { OwnerLadder } from "../owners/ladder.ts";
import { LockbellError } from "../platform/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type {
  DeliveryNames,
  DispatchedEvent,
  NoticeSchedule,
  OpenNotice,
  OwnerDecision,
} from "../store/dispatch-store.ts";
import type { Store } from "../store/store.ts";
import { type KeptLease, keepAlive, type LeaseIdentity, withLease } from "../store/with-lease.ts";
import { type Awaiting, AwaitingTally } from "./awaiting.ts";
import { DO_NOT_TRACK, isUntracked } from "./decide.ts";
import { decideOwners, type OwnerDecisionSettings } from "./decide-owners.ts";
import { askingMs, CAP_WINDOW_MS, type Horizon, horizonAt, type NoticePolicy } from "./policy.ts";
import { createOwnerResolver } from "./resolve-owners.ts";
import { routeSinks, type SinkRoutes } from "./route-sinks.ts";
import { scheduleNotice } from "./schedule-notice.ts";

const PAGE = 1_000;
/** The share of the time for asking that is kept for those who are awaited already. */
const AWAITED_SHARE = 1 / 3;
/** Under what the store remembers after which awaited event the next dispatch begins, and for how long. */
const NEXT_AWAITED = "dispatch/next-awaited";
const TURN_MS = 7 * 24 * 3_600_000;

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
  /** The sinks there are. */
  readonly sinks: SinkRoutes;
  readonly names: DeliveryNames;
  /** How often the lease is looked after while a directory is asked; 15 s if absent. */
  readonly heartbeatMs?: number;
  readonly onProgress?: (dispatched: number) => void;
}

/** What became of a dispatch. */
export interface DispatchSummary {
  /** `held` when another instance was at it for longer than we would wait, or took it over. */
  readonly status: "done" | "held";
  /** What still waits for its owner, by reason, the most frequent first. */
  readonly awaiting: readonly Awaiting[];
}

/** Dispatches everything there is to dispatch. */
export async function dispatch(settings: DispatchSettings): Promise<DispatchSummary> {
  const { store, clock, identity, signal, ladder } = settings;
  const work = { store, clock, identity, signal, name: "dispatch", waitMs: settings.leaseWaitMs };
  const awaiting = new AwaitingTally();
  const budgetMs = askingMs(settings.horizon, clock.now());
  const resolver = createOwnerResolver(ladder, clock, budgetMs);
  const deciding: OwnerDecisionSettings = { ...settings, resolver, awaiting, now: () => clock.now() };
  try {
    const { status } = await withLease(work, async (kept) => {
      using _heartbeat = keepAlive(kept, settings.heartbeatMs);
      await forgetUntracked(settings, kept);
      const [firstNew] = await store.undispatched(1);
      const isAnybodyAwaited = (await store.awaited(0, 1)).length > 0;
      await dispatchNew(settings, deciding, kept, isAnybodyAwaited ? budgetMs * AWAITED_SHARE : 0);
      await decideAwaited(settings, deciding, kept, firstNew?.seq ?? Number.POSITIVE_INFINITY);
      await releaseRepeats(settings, kept);
      await scheduleNotices(settings, kept);
    });
    return { status, awaiting: awaiting.list() };
  } catch (error) {
    // Another instance goes on from what was committed; what this one had decided since is decided by that one.
    if (error instanceof LockbellError && error.code === "LEASE_LOST") return { status: "held", awaiting: [] };
    throw error;
  }
}

/** Who was put under do-not-track while events of his waited is not named by them either. */
async function forgetUntracked({ store, clock, policy, logger }: DispatchSettings, kept: KeptLease): Promise<void> {
  const { addresses, domains } = policy.doNotTrack;
  if (addresses.length + domains.length === 0) return;
  const held = await store.holdWaiting(kept.lease, (event) => isUntracked(event, policy), DO_NOT_TRACK, clock.now());
  if (held > 0) logger.info({ held }, "waiting.untracked");
}

/**
 * Each event that was awaited before this dispatch (`seq` below `end`), once, so that an outage that goes on does not keep it for ever. Where
 * there was no time to ask for all of them the next dispatch begins with those that come after: in the end each has its turn. Without a notifier
 * they go on waiting: what is decided now would be decided for good.
 */
async function decideAwaited(
  settings: DispatchSettings,
  deciding: OwnerDecisionSettings,
  kept: KeptLease,
  end: number,
): Promise<void> {
  const { store, clock, notifier } = settings;
  if (notifier === null) return;
  const begin = Number((await store.recallAnswer(NEXT_AWAITED, clock.now())) ?? 0);
  const parts = [
    { after: begin, end },
    { after: 0, end: Math.min(begin + 1, end) },
  ];
  let askedUpTo = begin;
  let isComplete = true;
  for (const part of parts) {
    for await (const { page, asked } of decidePages(settings, deciding, kept, part)) {
      if (!isComplete) continue;
      askedUpTo = page[asked - 1]?.seq ?? askedUpTo;
      isComplete = asked === page.length;
    }
  }
  const next = isComplete ? 0 : askedUpTo;
  const now = clock.now();
  if (next !== begin) await store.rememberAnswer(NEXT_AWAITED, String(next), now + TURN_MS, now);
}

/** Decides a part of what is awaited, page by page. */
async function* decidePages(
  { store, signal, notifier, names }: DispatchSettings,
  deciding: OwnerDecisionSettings,
  { lease, keep }: KeptLease,
  part: { readonly after: number; readonly end: number },
): AsyncGenerator<{ readonly page: readonly StoredEvent[]; readonly asked: number }> {
  let { after } = part;
  while (!signal.aborted) {
    const page = (await store.awaited(after, PAGE)).filter(({ seq }) => seq < part.end);
    const last = page[page.length - 1];
    if (last === undefined) return;
    const decided = await decideOwners(page, deciding);
    if (decided === null) return;
    const events = page.map(({ seq, event }, i) => ({
      seq,
      occurredAt: Date.parse(event.occurredAt),
      owner: decided.owners[i] as OwnerDecision,
    }));
    await keep();
    await store.commitAwaited({ lease, now: decided.now, events, notifier: notifier ?? "", names });
    yield { page, asked: decided.asked };
    after = last.seq;
  }
}

async function dispatchNew(
  settings: DispatchSettings,
  deciding: OwnerDecisionSettings,
  { lease, keep }: KeptLease,
  keepMs: number,
): Promise<void> {
  const { store, signal, notifier, sinks, names, logger } = settings;
  const batchSizes = Object.fromEntries(Object.entries(sinks).map(([sink, { batchSize }]) => [sink, batchSize]));
  let dispatched = 0;
  while (!signal.aborted) {
    const page = await store.undispatched(PAGE);
    if (page.length === 0) return;
    const decided = await decideOwners(page, deciding, keepMs);
    if (decided === null) return;
    const events = page.map(
      ({ seq, event }, i): DispatchedEvent => ({
        seq,
        occurredAt: Date.parse(event.occurredAt),
        owner: decided.owners[i] as OwnerDecision,
        sinks: routeSinks(event, sinks, logger),
      }),
    );
    await keep();
    await store.commitDispatch({ lease, now: decided.now, events, notifier: notifier ?? "", batchSizes, names });
    dispatched += page.length;
    settings.onProgress?.(dispatched);
  }
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
  // Somebody may have several open notices, one a role: they count together, because it is one inbox.
  const dueNow = new Map<string, number>();
  while (!signal.aborted) {
    const now = clock.now();
    const notices = await store.openNotices(after, PAGE, now - CAP_WINDOW_MS);
    const last = notices[notices.length - 1];
    if (last === undefined) return;
    after = last.seq;
    const changed: NoticeSchedule[] = [];
    for (const notice of notices) {
      const { address } = notice.recipient;
      const others = dueNow.get(address) ?? 0;
      const schedule = scheduleNotice(withOthers(notice, others, now), policy, horizon, now);
      if (schedule.hold === null && schedule.dueAt <= now) dueNow.set(address, others + 1);
      const isDueAlready =
        schedule.hold === null && schedule.dueAt <= now && notice.dueAt !== null && notice.dueAt <= now;
      if (notice.hold !== schedule.hold || (notice.dueAt !== schedule.dueAt && !isDueAlready)) changed.push(schedule);
    }
    await kept.keep();
    if (changed.length > 0) await store.scheduleNotices(kept.lease, changed, now);
  }
}

/** The notice as if so many others to the same inbox, which fall due now, had been claimed already. */
function withOthers(notice: OpenNotice, others: number, now: number): OpenNotice {
  if (others === 0) return notice;
  const claims = Array.from({ length: others }, () => now);
  return { ...notice, recentClaims: [...notice.recentClaims, ...claims], lastClaimAt: now };
}
