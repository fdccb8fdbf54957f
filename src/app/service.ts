import { type ErrorCode, LockbellError } from "../platform/errors.ts";
import type { App } from "./open.ts";
import { createParts } from "./parts.ts";
import { PHASES, type RunProgress, type RunResult, runPhases } from "./run.ts";

export interface ServiceOptions {
  readonly signal: AbortSignal;
  readonly onCycle: (result: RunResult) => void;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Errors of one cycle that the next may not meet. */
const PASSING: readonly ErrorCode[] = ["STORE_BUSY", "STORE_FULL", "STORE_READ_ONLY", "LEASE_LOST", "LEASE_HELD"];

/**
 * Runs on a schedule until the signal aborts: each source when it is due, and after every collect a dispatch and a delivery. A cycle ends before
 * the next begins, so runs of one instance never overlap; those of several are kept apart by leases. Delivery may wait for pacing and back-offs until
 * shortly before the next cycle.
 */
export async function runService(app: App, options: ServiceOptions): Promise<void> {
  const { clock, logger } = app;
  const interval = Math.min(...app.config.sources.map(({ everyMs }) => everyMs));
  const parts = await createParts(app, interval);
  const dueAt = new Map(parts.sources.map(({ name }) => [name, clock.now()]));
  try {
    while (!options.signal.aborted) {
      const now = clock.now();
      const due = parts.sources.filter(({ name }) => (dueAt.get(name) ?? 0) <= now);
      for (const { name, everyMs } of due) dueAt.set(name, now + everyMs);
      const nextRunAt = Math.min(...dueAt.values());
      try {
        const result = await runPhases(app, parts, {
          phases: PHASES,
          signal: options.signal,
          horizon: { kind: "until", nextRunAt },
          sources: due.map(({ name }) => name),
          ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
        });
        options.onCycle(result);
      } catch (error) {
        // What may be better at the next run does not end the service; anything else does, and is said.
        if (!(error instanceof LockbellError) || !PASSING.includes(error.code)) throw error;
        logger.error({ code: error.code }, "run.failed");
      }
      await clock.sleep(Math.max(0, nextRunAt - clock.now()), options.signal);
    }
  } finally {
    await parts.close();
  }
}
