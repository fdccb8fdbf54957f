import { LockbellError } from "../../platform/errors.ts";
import type { Holder, Lease, LeaseAnswer, LeaseRequest, LeaseStore } from "../lease.ts";
import { isSameHolder } from "../same-holder.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

interface LeaseRow {
  readonly token: number;
  readonly host: string | null;
  readonly pid: number;
  readonly started_at: string;
  readonly expires_at: number;
}

/** Fails with LEASE_LOST unless the lease is still its caller's. Called inside the transaction it protects. */
export type LeaseCheck = (lease: Lease) => void;

/** Leases as rows: the store's own, and the check that other parts make before they write under one. */
export function createSqliteLeaseStore(database: SqliteDatabase): LeaseStore & { readonly checkLease: LeaseCheck } {
  const { connection } = database;
  const find = connection.prepare<[string], LeaseRow>(
    "SELECT token, host, pid, started_at, expires_at FROM leases WHERE name = ?",
  );
  const grant = connection.prepare<[string, number, string, number, string, number]>(
    `INSERT INTO leases (name, token, host, pid, started_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET token = excluded.token, host = excluded.host, pid = excluded.pid,
       started_at = excluded.started_at, expires_at = excluded.expires_at`,
  );
  const renew = connection.prepare<[number, string, number]>(
    "UPDATE leases SET expires_at = ? WHERE name = ? AND token = ? AND host IS NOT NULL",
  );
  const release = connection.prepare<[string, number]>(
    "UPDATE leases SET host = NULL, pid = NULL, started_at = NULL WHERE name = ? AND token = ?",
  );

  function acquire({ name, holder, now, ttlMs, isDead }: LeaseRequest): LeaseAnswer {
    const row = find.get(name);
    const current = row === undefined ? null : holderOf(row);
    const isOurs = current !== null && isSameHolder(current, holder);
    if (row !== undefined && current !== null && !isOurs && row.expires_at > now && !isDead(current)) {
      return { granted: false, holder: current, expiresAt: row.expires_at };
    }
    const token = (row?.token ?? 0) + (isOurs ? 0 : 1);
    grant.run(name, token, holder.host, holder.pid, holder.startedAt, now + ttlMs);
    return { granted: true, lease: { name, token } };
  }

  return {
    acquireLease: (request) => database.write(() => acquire(request)),
    renewLease: ({ name, token }, now, ttlMs) => database.write(() => renew.run(now + ttlMs, name, token).changes > 0),
    releaseLease: ({ name, token }) => database.write(() => void release.run(name, token)),
    checkLease({ name, token }) {
      const row = find.get(name);
      if (row === undefined || row.token !== token || row.host === null) throw new LockbellError("LEASE_LOST", name);
    },
  };
}

function holderOf({ host, pid, started_at: startedAt }: LeaseRow): Holder | null {
  return host === null ? null : { host, pid, startedAt };
}
