/** The main job: collect, dispatch, deliver, and a summary whose books balance. The same function under every host. */
import { randomUUID } from "node:crypto";
import { type CollectSummary, collect } from "../collect/collect.ts";
import { type DeliverSummary, deliver } from "../delivery/deliver.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { Horizon } from "../dispatch/policy.ts";
import type { OwnerLadder } from "../owners/ladder.ts";
import { LockbellError } from "../platform/errors.ts";
import { referenceCodes } from "../platform/reference-code.ts";
import { unbalanced } from "./balance.ts";
import type { App } from "./open.ts";
import { createParts, type Parts } from "./parts.ts";
import type { RunSummary, RunTrouble } from "./run-summary.ts";

export const PHASES = ["collect", "dispatch", "deliver"] as const;

export type Phase = (typeof PHASES)[number];

/** How long a run waits for work that another living instance is at. */
const LEASE_WAIT_MS = 60_000;

export interface RunOptions {
  readonly phases: readonly Phase[];
  /** How long delivery may wait for pacing and back-offs under `--once`; on a schedule it waits until shortly before the next run. */
  readonly maxWaitMs?: number;
  readonly signal: AbortSignal;
  readonly horizon: Horizon;
  /** Which sources to read; all if absent. */
  readonly sources?: readonly string[];
  readonly onProgress?: (progress: RunProgress) => void;
}

/** How far a run is, for people who watch it. */
export interface RunProgress {
  readonly phase: Phase;
  /** The source, sink or notifier at work; absent for dispatch. */
  readonly part?: string;
  /** Records read, events dispatched, or deliveries made so far. */
  readonly count: number;
}

/** 0 done, 1 the books do not balance, 3 done but something needs a person. */
type RunExit = 0 | 1 | 3;

export interface RunResult {
  readonly summary: RunSummary;
  readonly exit: RunExit;
  /** Every equation of the books that does not hold; empty when all is accounted for. */
  readonly unbalanced: readonly string[];
}

const NO_NOTICES: DeliverSummary = {
  notices: { delivered: 0, retrying: 0, dead: 0, unknown: 0 },
  heldSinks: [],
  batches: {},
  advice: [],
};

/** One run with parts made for it. */
export async function runOnce(app: App, options: Omit<RunOptions, "horizon">): Promise<RunResult> {
  const parts = await createParts(app, 0);
  try {
    // A directory that cannot be read is said before anything is done.
    if (options.phases.includes("dispatch")) await parts.openLadder(options.signal);
    return await runPhases(app, parts, { ...options, horizon: { kind: "once" } });
  } finally {
    await parts.close();
  }
}

/** Collect ends before dispatch begins, dispatch before deliver: so one notice holds all that one run found. */
export async function runPhases(app: App, parts: Parts, options: RunOptions): Promise<RunResult> {
  const startedAt = app.clock.now();
  const troubles: RunTrouble[] = [];
  const sources: Record<string, CollectSummary> = {};
  let delivered = NO_NOTICES;
  const work: { readonly [P in Phase]: () => Promise<void> } = {
    collect: () => collectAll(app, parts, options, sources, troubles),
    dispatch: () => dispatchAll(app, parts, options, troubles),
    deliver: async () => {
      delivered = await deliverAll(app, parts, options, troubles);
    },
  };
  for (const phase of PHASES) {
    if (!options.phases.includes(phase) || options.signal.aborted) continue;
    app.logger.info({ phase }, "phase.started");
    await work[phase]();
    app.logger.info({ phase }, "phase.ended");
  }
  const summary = await summarise(app, parts, sources, delivered, troubles, startedAt);
  const wrong = unbalanced(summary);
  if (wrong.length > 0) app.logger.error({ wrong }, "books.unbalanced");
  app.logger.info({ durationMs: summary.durationMs, peakMiB: peakMiB() }, "run.completed");
  const exit = wrong.length > 0 ? 1 : (await needsPerson(summary, app)) ? 3 : 0;
  return { summary, unbalanced: wrong, exit };
}

async function collectAll(
  app: App,
  parts: Parts,
  options: RunOptions,
  sources: Record<string, CollectSummary>,
  troubles: RunTrouble[],
): Promise<void> {
  const { store, clock, logger, identity } = app;
  const chosen = parts.sources.filter(({ name }) => options.sources === undefined || options.sources.includes(name));
  const leaseWaitMs = waitOf(options);
  for (const { name, source } of chosen) {
    const onProgress = (count: number): void => options.onProgress?.({ phase: "collect", part: name, count });
    const summary = await collect(name, source, {
      store,
      clock,
      logger,
      identity,
      signal: options.signal,
      leaseWaitMs,
      onProgress,
    });
    sources[name] = summary;
    troubles.push(...summary.troubles.map((trouble) => ({ ...trouble, source: name })));
  }
}

async function dispatchAll(app: App, parts: Parts, options: RunOptions, troubles: RunTrouble[]): Promise<void> {
  const { store, clock, logger, identity, installation } = app;
  const { policy, routes } = parts;
  const ladder = await openLadder(parts, options, troubles);
  if (ladder === null) return;
  const { status, awaiting } = await dispatch({
    ...{ store, clock, logger, identity, ladder, policy, sinks: routes },
    signal: options.signal,
    leaseWaitMs: waitOf(options),
    horizon: options.horizon,
    notifier: parts.notices?.name ?? null,
    names: { newId: randomUUID, references: (id) => referenceCodes(installation.secret, id) },
    onProgress: (count) => options.onProgress?.({ phase: "dispatch", count }),
  });
  if (status === "held") troubles.push({ source: "", part: "dispatch", ...LEASE_HELD });
  for (const { reason, events } of awaiting) logger.warn({ reason, events }, "owners.awaited");
  // One trouble, however many events wait and whatever else was in the way: the books count them by reason.
  const [most] = awaiting;
  if (most !== undefined) {
    troubles.push({ source: "", part: "owners", reason: most.reason, advice: most.advice });
  }
}

/**
 * The ladder, read anew for each dispatch so that who has left or come since is known. On a schedule a directory that cannot be read is
 * trouble, and events wait undispatched for the next run; under `--once` it is the error of the one who typed the command.
 */
async function openLadder(parts: Parts, options: RunOptions, troubles: RunTrouble[]): Promise<OwnerLadder | null> {
  try {
    return await parts.openLadder(options.signal);
  } catch (error) {
    if (!(error instanceof LockbellError) || options.horizon.kind === "once") throw error;
    troubles.push({
      source: "",
      part: "owners",
      reason: "owners-unavailable",
      advice: `${error.message} ${error.advice}`,
    });
    return null;
  }
}

async function deliverAll(
  app: App,
  parts: Parts,
  options: RunOptions,
  troubles: RunTrouble[],
): Promise<DeliverSummary> {
  const { store, clock, logger, identity, config } = app;
  const summary = await deliver(parts.notices, parts.sinks, {
    ...{ store, clock, logger, identity },
    signal: options.signal,
    random: Math.random,
    maxAttempts: config.delivery.maxAttempts,
    waitUntil:
      options.horizon.kind === "once" ? clock.now() + (options.maxWaitMs ?? 0) : options.horizon.nextRunAt - 1_000,
    leaseWaitMs: waitOf(options),
    onProgress: (part, count) => options.onProgress?.({ phase: "deliver", part, count }),
  });
  for (const sink of summary.heldSinks) troubles.push({ source: "", part: sink, ...LEASE_HELD });
  for (const { sink, reason, advice } of summary.advice) troubles.push({ source: "", part: sink, reason, advice });
  const channels =
    parts.notices === null ? summary.batches : { ...summary.batches, [parts.notices.name]: summary.notices };
  const advised = new Set(summary.advice.map(({ sink }) => sink));
  for (const [part, { retrying }] of Object.entries(channels))
    if (retrying > 0 && !advised.has(part)) troubles.push({ source: "", part, ...DELIVERY_FAILED });
  return summary;
}

const LEASE_HELD = { reason: "lease-held", advice: "Another instance is at this work; it will finish it." };

const DELIVERY_FAILED = {
  reason: "delivery-failed",
  advice: "It is kept and tried again at the next run; `lockbell deliveries` says what failed and why.",
};

/** On a schedule nobody waits: the next run comes anyway. */
function waitOf(options: RunOptions): number {
  return options.horizon.kind === "once" ? LEASE_WAIT_MS : 0;
}

async function summarise(
  app: App,
  parts: Parts,
  sources: Record<string, CollectSummary>,
  delivered: DeliverSummary,
  troubles: readonly RunTrouble[],
  startedAt: number,
): Promise<RunSummary> {
  const { store } = app;
  const sinks: Record<string, RunSummary["sinks"][string]> = {};
  for (const { name } of parts.sinks) sinks[name] = await store.sinkBooks(name);
  const rejected = Object.values(await store.rejectedCounts()).reduce((sum, count) => sum + count, 0);
  return {
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, { troubles: _troubles, ...counts }]) => [name, counts]),
    ),
    owners: await store.ownerBooks(),
    notices: delivered.notices,
    sinks,
    rejectedOpen: rejected,
    troubles,
    durationMs: app.clock.now() - startedAt,
  };
}

/** What is open now, of any channel, configured or not: dead letters, single refused events, unknown ends, failures that wait, rejected records. */
async function needsPerson(summary: RunSummary, { store }: App): Promise<boolean> {
  const { notice, batch } = await store.deliveryCounts();
  const stuck = [notice, batch].some(({ dead, unknown, retry }) => dead + unknown + retry > 0);
  const refused = await store.refusedGroups();
  return stuck || refused.length > 0 || summary.rejectedOpen > 0 || summary.troubles.length > 0;
}

/** The most memory the process ever had resident. */
function peakMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}
