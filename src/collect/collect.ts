/**
 * Collect, the first phase: reads a source to its end and stores what it yields, page by page. Events, sightings, catalogue facts,
 * rejects and the cursor of a page are one transaction, so a crash repeats a page at most, and repeats are duplicates.
 */
import { LockbellError } from "../platform/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Source, SourceItem, SourceTrouble } from "../sources/source.ts";
import type { Store } from "../store/store.ts";
import { keepAlive, type LeaseIdentity, withLease } from "../store/with-lease.ts";

/** What a run read from one source. `read = denied + Σ ignored + rejected`, `denied = new + duplicate`; each counted where it is handled. */
export interface CollectSummary {
  readonly read: number;
  readonly denied: number;
  readonly new: number;
  readonly duplicate: number;
  readonly ignored: { readonly [reason: string]: number };
  readonly rejected: number;
  /** False if anything kept the source from being read to its end. */
  readonly complete: boolean;
  readonly troubles: readonly SourceTrouble[];
}

export interface CollectSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: LeaseIdentity;
  readonly signal: AbortSignal;
  /** How long to wait for another instance that reads the same source. */
  readonly leaseWaitMs: number;
  /** How often the lease is looked after while a source has nothing to say; 15 s if absent. */
  readonly heartbeatMs?: number;
  /** Called after each stored page with the records read so far. */
  readonly onProgress?: (read: number) => void;
}

const HELD: SourceTrouble = {
  part: "",
  reason: "lease-held",
  advice: "Another instance is reading this source; it will finish the work.",
};

const LOST: SourceTrouble = {
  part: "",
  reason: "lease-lost",
  advice: "Another instance took this source over while this one had stopped for too long; it will finish the work.",
};

const THREW: SourceTrouble = {
  part: "",
  reason: "source-failed",
  advice: "The source met something its authors did not foresee; what it read until then is stored. Please report it.",
};

/** Collects from one source. Errors are the store's; what the source meets ends in `troubles`. */
export async function collect(name: string, source: Source, settings: CollectSettings): Promise<CollectSummary> {
  const { store, clock, logger, identity, signal } = settings;
  const counts = { read: 0, denied: 0, new: 0, duplicate: 0, rejected: 0 };
  const ignored = new Map<string, number>();
  const troubles: SourceTrouble[] = [];

  const done = await unlessLost(
    withLease(
      { store, clock, identity, signal, name: `source:${name}`, waitMs: settings.leaseWaitMs },
      async ({ lease, keep }) => {
        using _heartbeat = keepAlive({ keep }, settings.heartbeatMs);
        const cursors = await store.cursors(name);
        for await (const item of pullSafely(source, { cursors, signal }, logger, name)) {
          if ("trouble" in item) {
            troubles.push(item.trouble);
            logger.warn({ source: name, reason: item.trouble.reason }, "source.troubled");
            continue;
          }
          const { page } = item;
          await keep();
          const stored = await store.commitCollected({
            source: name,
            lease,
            now: clock.now(),
            denied: page.denied,
            rejected: page.rejected,
            facts: page.facts,
            cursors: page.cursors,
          });
          counts.read += page.read;
          counts.denied += page.denied.length;
          counts.new += stored.new;
          counts.duplicate += stored.duplicate;
          counts.rejected += stored.rejected;
          for (const [reason, count] of Object.entries(page.ignored))
            ignored.set(reason, (ignored.get(reason) ?? 0) + count);
          settings.onProgress?.(counts.read);
        }
      },
    ),
  );
  if (done === "lost") troubles.push(LOST);
  else if (done.status === "held") troubles.push(HELD);
  logger.info({ source: name, ...counts }, "source.collected");
  return {
    ...counts,
    ignored: Object.fromEntries([...ignored].sort(([a], [b]) => (a < b ? -1 : 1))),
    complete: troubles.length === 0 && !signal.aborted,
    troubles,
  };
}

/** Losing its lease stops one source, not the run: what was committed under it counts, and its new holder goes on from there. */
async function unlessLost<T>(work: Promise<T>): Promise<T | "lost"> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LockbellError && error.code === "LEASE_LOST") return "lost";
    throw error;
  }
}

/** What a source throws against its contract is trouble of that source alone: what it yielded is stored, and the others are read. */
async function* pullSafely(
  source: Source,
  request: Parameters<Source["pull"]>[0],
  logger: Logger,
  name: string,
): AsyncGenerator<SourceItem> {
  const items = source.pull(request)[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<SourceItem>;
      try {
        next = await items.next();
      } catch (error) {
        logger.error({ source: name, error: error instanceof Error ? error.name : typeof error }, "source.threw");
        yield { trouble: THREW };
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await items.return?.();
  }
}
