/** Retention, and a person's data-protection request: content goes, totals and fingerprints stay. */
import { LockbellError } from "../platform/errors.ts";
import type { PurgeResult } from "../store/operator-store.ts";
import type { App } from "./open.ts";

/** What is to go: what is older, what names a person, or the kept rejected records. */
export type PurgeWish = { readonly olderThanMs: number } | { readonly person: string } | { readonly rejected: true };

/** What went, or would go. */
export interface PurgeReport extends PurgeResult {
  readonly dryRun: boolean;
}

/** Purges, or says with `dryRun` what a purge would take. Totals of the books do not change. */
export async function purge(
  { store, clock }: Pick<App, "store" | "clock">,
  wish: PurgeWish,
  dryRun: boolean,
): Promise<PurgeReport> {
  const now = clock.now();
  if ("olderThanMs" in wish) return { dryRun, ...(await store.purge({ before: now - wish.olderThanMs }, now, dryRun)) };
  if ("person" in wish) {
    const person = wish.person.trim().toLowerCase();
    // A blank or a lone letter would match nearly everything there is.
    if (!/^[^\s@]+@[^\s@]+$/.test(person))
      throw new LockbellError("USAGE", "A person is named by one whole mail address.");
    return { dryRun, ...(await store.purge({ person }, now, dryRun)) };
  }
  const kept = Object.values(await store.rejectedCounts()).reduce((sum, count) => sum + count, 0);
  const rejected = dryRun ? kept : await store.clearRejected();
  return { dryRun, events: 0, deliveries: 0, documents: 0, rejected, silences: 0 };
}
