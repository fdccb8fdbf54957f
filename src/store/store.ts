/**
 * The store: what Lockbell remembers. One interface, several backends, one conformance suite (`conformance.ts`).
 *
 * Every method is atomic: it happens whole or not at all, also under `kill -9` and with other processes at the
 * same store. Times are milliseconds since 1970 UTC unless a name says otherwise; event times are whole seconds.
 * Errors are `LockbellError`s of the STORE_… family; nothing is ever rebuilt silently.
 */
import type { AnswerStore } from "./answer-store.ts";
import type { CollectStore } from "./collect-store.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { DispatchStore } from "./dispatch-store.ts";
import type { LeaseStore } from "./lease.ts";
import type { OperatorStore } from "./operator-store.ts";
import type { RefusedStore } from "./refused-store.ts";

/** What is made once for an installation and kept for good. */
export interface Installation {
  /** The secret reference codes are made with, hexadecimal. */
  readonly secret: string;
}

/** All of it: what the three phases need, what operators ask, and the leases both work under. */
export interface Store
  extends LeaseStore,
    CollectStore,
    DispatchStore,
    DeliveryStore,
    OperatorStore,
    RefusedStore,
    AnswerStore {
  /** Reads the installation's values; at the first start stores those `make` gives. */
  installation(make: () => Installation): Promise<Installation>;
  /** Ends the use of the store. Leases stay until released or expired. */
  close(): Promise<void>;
}
