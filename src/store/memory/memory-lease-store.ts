import { LockbellError } from "../../platform/errors.ts";
import type { Lease, LeaseStore } from "../lease.ts";
import { isSameHolder } from "../same-holder.ts";
import type { LeaseRow, MemoryState } from "./memory-state.ts";

/** Fails with LEASE_LOST unless the lease is still its caller's. */
export function checkLease({ leases }: MemoryState, { name, token }: Lease): void {
  const row = leases.get(name);
  if (row === undefined || row.token !== token || row.holder === null) throw new LockbellError("LEASE_LOST", name);
}

/** Leases in memory. */
export function createMemoryLeaseStore(state: MemoryState): LeaseStore {
  const held = ({ name, token }: Lease): LeaseRow | null => {
    const row = state.leases.get(name);
    return row === undefined || row.token !== token || row.holder === null ? null : row;
  };
  return {
    async acquireLease({ name, holder, now, ttlMs, isDead }) {
      const row = state.leases.get(name);
      const current = row?.holder ?? null;
      const isOurs = current !== null && isSameHolder(current, holder);
      if (row !== undefined && current !== null && !isOurs && row.expiresAt > now && !isDead(current)) {
        return { granted: false, holder: current, expiresAt: row.expiresAt };
      }
      const token = (row?.token ?? 0) + (isOurs ? 0 : 1);
      state.leases.set(name, { token, holder: { ...holder }, expiresAt: now + ttlMs });
      return { granted: true, lease: { name, token } };
    },
    async renewLease(lease, now, ttlMs) {
      const row = held(lease);
      if (row !== null) row.expiresAt = now + ttlMs;
      return row !== null;
    },
    async releaseLease(lease) {
      const row = held(lease);
      if (row !== null) row.holder = null;
    },
  };
}
