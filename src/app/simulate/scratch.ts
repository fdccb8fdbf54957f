import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LockbellError } from "../../platform/errors.ts";
import { STORE_REGISTRY } from "../../store/registry.ts";
import type { Store } from "../../store/store.ts";

/** Where a simulation keeps what would not fit into memory: a folder nobody else may enter, removed when it ends. */
export interface Scratch {
  readonly folder: string;
  /** A new, empty store of that name. */
  openStore(name: string): Promise<Store>;
  remove(): Promise<void>;
}

/** Makes the folder. A process that is killed leaves it where the operating system keeps temporary files. */
export async function createScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), "lockbell-simulate-"));
  return {
    folder,
    async openStore(name) {
      // The product's own store, because it stays quick at a million refusals; the configured one is never opened.
      const entry = STORE_REGISTRY.find(({ type }) => type === "sqlite");
      if (entry === undefined) throw new LockbellError("INTERNAL", "No store of type sqlite.");
      const config = entry.config.parse({ type: "sqlite", path: `${name}.db` });
      return (await entry.load()).open(config, { baseDir: folder, isThrowaway: true });
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
