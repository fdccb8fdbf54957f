import type { Store } from "./store.ts";

/** What a store is given beside its own configuration. */
export interface StoreSettings {
  /** Relative paths of the configuration are meant from here. */
  readonly baseDir: string;
}

/** A kind of store. `C` is its parsed configuration. */
export interface StoreDefinition<C> {
  readonly type: string;
  /** Opens the store, makes it at the first start, and brings an older one up to date. Errors are of the STORE_… family. */
  open(config: C, settings: StoreSettings): Promise<Store>;
}
