import type { Store } from "./store.ts";

/** What a store is given beside its own configuration. */
export interface StoreSettings {
  /** Relative paths of the configuration are meant from here. */
  readonly baseDir: string;
  /** True for a store that is removed when its process ends (a simulation): its commits need not outlive a power cut. */
  readonly isThrowaway?: boolean;
}

/** A kind of store. `C` is its parsed configuration. */
export interface StoreDefinition<C> {
  readonly type: string;
  /** Opens the store, makes it at the first start, and brings an older one up to date. Errors are of the STORE_… family. */
  open(config: C, settings: StoreSettings): Promise<Store>;
}
