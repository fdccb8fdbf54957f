import type { Clock } from "../runtime/clock.ts";
import type { Holder, Lease, LeaseStore } from "./lease.ts";

/** How long a lease lasts without being renewed. Long enough for a slow page, short enough that another host need not wait long. */
const LEASE_MS = 60_000;
/** Between two tries at a lease that somebody holds. */
const TRY_EVERY_MS = 500;
/** Well within a lease: one answer from outside may take minutes, and nobody must take its asker for dead meanwhile. */
const HEARTBEAT_MS = 15_000;

/** Who we are, and how to know that another holder is dead. */
export interface LeaseIdentity {
  readonly holder: Holder;
  readonly isDead: (holder: Holder) => boolean;
}

export interface LeaseWork {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly identity: LeaseIdentity;
  readonly name: string;
  /** How long to wait for a lease that a living process holds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** A lease in use: `keep` renews it when a third of its time has passed; false when it was lost. */
export interface KeptLease {
  readonly lease: Lease;
  keep(): Promise<boolean>;
}

/**
 * Does `work` under a lease and gives the lease back after it, also when it fails. `held` when a living process kept it for longer
 * than `waitMs`. A dead process's lease is taken over at once; the store knows by `isDead`.
 */
export async function withLease<T>(
  request: LeaseWork,
  work: (kept: KeptLease) => Promise<T>,
): Promise<{ readonly status: "done"; readonly value: T } | { readonly status: "held" }> {
  const { store, clock, identity, name } = request;
  const deadline = clock.now() + request.waitMs;
  for (;;) {
    const now = clock.now();
    const answer = await store.acquireLease({ name, now, ttlMs: LEASE_MS, ...identity });
    if (answer.granted) {
      const { lease } = answer;
      let renewAt = now + LEASE_MS / 3;
      const keep = async (): Promise<boolean> => {
        const at = clock.now();
        if (at < renewAt) return true;
        renewAt = at + LEASE_MS / 3;
        return store.renewLease(lease, at, LEASE_MS);
      };
      try {
        return { status: "done", value: await work({ lease, keep }) };
      } finally {
        await store.releaseLease(lease);
      }
    }
    if (now >= deadline || request.signal.aborted) return { status: "held" };
    await clock.sleep(Math.min(TRY_EVERY_MS, deadline - now), request.signal);
  }
}

/**
 * Looks after a lease every so often until it is disposed of, for work that waits for others. A heartbeat that fails is not the end: if the
 * lease is lost the next commit says so, and if the store is in trouble too.
 */
export function keepAlive({ keep }: Pick<KeptLease, "keep">, everyMs: number = HEARTBEAT_MS): Disposable {
  const timer = setInterval(() => void keep().catch(() => false), everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
