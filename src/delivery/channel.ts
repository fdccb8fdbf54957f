/**
 * What every channel (the notifier, each sink) shares: claiming what is due, again and again, until nothing due is left that could go
 * out before the deadline. Time limits, back-off, pacing and reconciliation live here in `delivery/`, outside of notifiers and sinks.
 */
import { LockbellError } from "../platform/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { ClaimAnswer, ClaimedDelivery, Pacing, Settlement } from "../store/delivery-store.ts";
import type { Store } from "../store/store.ts";
import type { LeaseIdentity } from "../store/with-lease.ts";
import { backOffMs } from "./back-off.ts";
import { type CallEnd, type CallTrouble, createChannelRest, type Failure } from "./channel-rest.ts";

/** A claim lasts this long without renewal: what a process on a dead machine held is free again after it. */
const CLAIM_MS = 60_000;
/** The longest one attempt may take before its outcome counts as unknown. With the question that follows it ends within a claim. */
export const ATTEMPT_MS = 20_000;
/** What another instance holds may be free long before its time is over, so it is looked at this often. */
const LOOK_AGAIN_MS = 500;

export interface DeliverySettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: LeaseIdentity;
  readonly signal: AbortSignal;
  /** In [0, 1); for jitter. */
  readonly random: () => number;
  /** Until when to wait for pacing, back-offs and other holders' leases. */
  readonly waitUntil: number;
  /** How often one delivery is tried before it becomes a dead letter. */
  readonly maxAttempts: number;
  readonly leaseWaitMs: number;
  readonly onProgress?: (channel: string, delivered: number) => void;
}

/** What became of a run's deliveries; `retrying` are those that failed for now and are kept for another try. */
export interface ChannelSummary {
  readonly delivered: number;
  readonly retrying: number;
  readonly dead: number;
  readonly unknown: number;
}

/** Counts outcomes by delivery, so that one that is retried and then delivered within a run is delivered. */
export class Tally {
  readonly #outcomes = new Map<number, Settlement["status"]>();
  readonly #counts = new Map<Settlement["status"], number>();

  add(settlement: Settlement): void {
    if (settlement.status === "released") return;
    const before = this.#outcomes.get(settlement.seq);
    if (before !== undefined) this.#counts.set(before, (this.#counts.get(before) ?? 0) - 1);
    this.#counts.set(settlement.status, (this.#counts.get(settlement.status) ?? 0) + 1);
    // Only what may come back needs remembering; what is settled for good does not grow the map.
    const { status } = settlement;
    if (status === "retry" || status === "deferred") this.#outcomes.set(settlement.seq, status);
    else this.#outcomes.delete(settlement.seq);
  }

  summary(): ChannelSummary {
    const of = (status: Settlement["status"]): number => this.#counts.get(status) ?? 0;
    return {
      delivered: of("delivered"),
      retrying: of("retry") + of("deferred"),
      dead: of("dead"),
      unknown: of("unknown"),
    };
  }
}

export interface Drain {
  readonly kind: "notice" | "batch";
  readonly channel: string;
  readonly limit: number;
  readonly pacing: Pacing | null;
  /** Works on what was claimed and settles every one; says what that means for the channel. */
  readonly work: (claimed: readonly ClaimedDelivery[]) => Promise<CallEnd>;
  /** Renews what the channel as a whole is held by (a writer's lease), also while it waits; fails with LEASE_LOST. */
  readonly keep?: () => Promise<void>;
}

/**
 * Claims and works until nothing due is left, or nothing that would fall due before `waitUntil`, or the signal aborts. While the channel rests
 * nothing is claimed; a rest beyond `waitUntil` ends it. Once `waitUntil` has passed, only what was due at the start is claimed: each such
 * delivery is tried once, and one that was tried is due later than that.
 */
export async function drain(settings: DeliverySettings, request: Drain): Promise<void> {
  const { store, clock, identity, signal, waitUntil } = settings;
  const rest = createChannelRest(request.channel, settings);
  const startedAt = clock.now();
  while (!signal.aborted) {
    await request.keep?.();
    const now = clock.now();
    const restsUntil = await rest.until(now);
    if (restsUntil > now) {
      if (restsUntil > waitUntil) return;
      await clock.sleep(Math.min(restsUntil - now, LOOK_AGAIN_MS), signal);
      continue;
    }
    const answer: ClaimAnswer = await store.claimDeliveries({
      kind: request.kind,
      channel: request.channel,
      now,
      dueBy: now > waitUntil ? startedAt : now,
      limit: request.limit,
      leaseMs: CLAIM_MS,
      pacing: request.pacing,
      ...identity,
    });
    if (answer.claimed.length > 0) {
      const end = await request.work(answer.claimed);
      await rest.ended(end, clock.now());
      continue;
    }
    if (answer.nextAt === null || answer.nextAt > waitUntil) return;
    await clock.sleep(Math.min(Math.max(answer.nextAt - now, 1), LOOK_AGAIN_MS), signal);
  }
}

/**
 * Settles a group in one commit. If one of its claims was lost meanwhile (its event was purged, another instance took it), the others are
 * settled one by one: what was sent must not be forgotten because of a neighbour. Says which were settled.
 */
export async function settleAll(
  settlements: readonly Settlement[],
  { store, logger }: DeliverySettings,
  resource?: string,
): Promise<readonly Settlement[]> {
  try {
    await store.settle(settlements, resource);
    return settlements;
  } catch (error) {
    if (!isLost(error) || settlements.length === 1) throw error;
  }
  const settled: Settlement[] = [];
  for (const settlement of settlements) {
    try {
      await store.settle([settlement], resource);
      settled.push(settlement);
    } catch (error) {
      if (!isLost(error)) throw error;
      logger.error({ status: settlement.status }, "claim.lost");
    }
  }
  return settled;
}

function isLost(error: unknown): boolean {
  return error instanceof LockbellError && error.code === "LEASE_LOST";
}

/** Renews a group of claims when a third of their time has passed; to be called between steps that take long. */
export function claimKeeper(claims: readonly ClaimedDelivery[], settings: DeliverySettings): () => Promise<void> {
  const { store, clock } = settings;
  let renewAt = clock.now() + CLAIM_MS / 3;
  return async () => {
    const now = clock.now();
    if (now < renewAt) return;
    renewAt = now + CLAIM_MS / 3;
    // A claim that was lost all the same is found by the next step that names its token; nothing is sent under it.
    await store.renewClaims(claims, now, CLAIM_MS);
  };
}

/** What was tried as often as it may be, and was certainly not sent. */
export function exhausted(claim: ClaimedDelivery, { clock }: DeliverySettings, detail?: string): Settlement {
  const { seq, token } = claim;
  const end = { seq, token, now: clock.now(), status: "dead", reason: "attempts-exhausted" } as const;
  return detail === undefined ? end : { ...end, detail };
}

/**
 * A failed attempt as it is settled: again later, or a dead letter when it was the last. What a person must mend uses up no try, because
 * nothing is wrong with the delivery, and is tried again seldom.
 */
export function retryOrDie(
  claim: ClaimedDelivery,
  failure: Failure,
  settings: DeliverySettings,
  trouble?: CallTrouble,
): Settlement {
  const settlement = settleFailure(claim, failure, settings);
  trouble?.add(failure, settlement);
  return settlement;
}

function settleFailure(claim: ClaimedDelivery, failure: Failure, settings: DeliverySettings): Settlement {
  const now = settings.clock.now();
  const { reason, detail, retryAfterMs, untilMended: isFree = false } = failure;
  const attempt = isFree ? Number.POSITIVE_INFINITY : claim.attempts + 1;
  if (!isFree && attempt >= settings.maxAttempts) return exhausted(claim, settings, reason);
  const at = now + backOffMs(attempt, settings.random(), retryAfterMs);
  return {
    seq: claim.seq,
    token: claim.token,
    now,
    status: "retry",
    reason,
    at,
    ...(detail === undefined ? {} : { detail }),
    ...(isFree ? { isFree } : {}),
  };
}
