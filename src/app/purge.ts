/** Retention, and a person's data-protection request: content goes, totals and fingerprints stay. */
import { formatDuration } from "../platform/duration.ts";
import { LockbellError } from "../platform/errors.ts";
import type { PurgeResult } from "../store/operator-store.ts";
import type { App } from "./open.ts";

/** `maxPerOwnerPerDay` looks back this far. */
const CAP_WINDOW_MS = 24 * 3_600_000;

/** What is to go: what is older, what names a person, or the kept rejected records. */
export type PurgeWish = { readonly olderThanMs: number } | { readonly person: string } | { readonly rejected: true };

/** What went, or would go. */
export interface PurgeReport extends PurgeResult {
  readonly dryRun: boolean;
}

/**
 * Purges, or says with `dryRun` what a purge would take. Totals of the books do not change. Nothing younger than the rules of telling look
 * back is purged by age: owners would be told of the same again at once.
 */
export async function purge(
  { store, clock, config }: Pick<App, "store" | "clock" | "config">,
  wish: PurgeWish,
  dryRun: boolean,
): Promise<PurgeReport> {
  const now = clock.now();
  if ("olderThanMs" in wish) {
    checkAge(wish.olderThanMs, config.notices);
    return { dryRun, ...(await store.purge({ before: now - wish.olderThanMs }, now, dryRun)) };
  }
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

/** A repeat runs from the newest event told, the interval and the cap from when a notice was claimed: all of it lies before its end. */
function checkAge(olderThanMs: number, { repeatIntervalMs, groupIntervalMs }: App["config"]["notices"]): void {
  const least = Math.max(repeatIntervalMs, groupIntervalMs, CAP_WINDOW_MS);
  if (olderThanMs >= least) return;
  throw new LockbellError(
    "USAGE",
    `--older-than ${formatDuration(olderThanMs)} would forget who was told of what. Allowed: ${formatDuration(least)} or longer, ` +
      `the longest of notices.repeatInterval (${formatDuration(repeatIntervalMs)}), notices.groupInterval (${formatDuration(groupIntervalMs)}) ` +
      "and the 24 hours of notices.maxPerOwnerPerDay.",
  );
}
