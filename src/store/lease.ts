/** Leases: a process's time-limited right to a piece of work (a source, the dispatch, a sink's file, a delivery). */

/** A running process, told apart from any other that had or will have its number. */
export interface Holder {
  /** The machine, with its boot and process namespace where they can be known. */
  readonly host: string;
  readonly pid: number;
  /** When the process started, in whatever unit the machine counts; compared for equality only. */
  readonly startedAt: string;
}

/** A lease that is held. `token` grows with each change of hands, so that a late former holder is told apart. */
export interface Lease {
  readonly name: string;
  readonly token: number;
}

export interface LeaseRequest {
  readonly name: string;
  readonly holder: Holder;
  readonly now: number;
  readonly ttlMs: number;
  /** Whether the holder is known to be dead (same host, no such process): its lease is taken over at once. */
  readonly isDead: (holder: Holder) => boolean;
}

export type LeaseAnswer =
  | { readonly granted: true; readonly lease: Lease }
  | { readonly granted: false; readonly holder: Holder; readonly expiresAt: number };

export interface LeaseStore {
  /** Grants a lease that is free, expired, left by a dead process, or already this holder's (then it is renewed under its token). */
  acquireLease(request: LeaseRequest): Promise<LeaseAnswer>;
  /** Extends a lease; false if it has changed hands or was released meanwhile. */
  renewLease(lease: Lease, now: number, ttlMs: number): Promise<boolean>;
  /** Gives a lease back; does nothing if it has changed hands. */
  releaseLease(lease: Lease): Promise<void>;
}
