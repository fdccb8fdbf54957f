/** When an owner is told, and when not: the limits an administrator sets, in milliseconds. */
export interface NoticePolicy {
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly maxPerOwnerPerDay: number;
  readonly backlogAgeMs: number;
  /** Actors who are never named to owners, in lower case. */
  readonly doNotTrack: { readonly addresses: readonly string[]; readonly domains: readonly string[] };
}

/**
 * Up to when something counts as due now: the next scheduled run, because nobody looks before it. `once` has no next run: group
 * wait and group interval hold nothing, repeats and caps still do.
 */
export type Horizon = { readonly kind: "once" } | { readonly kind: "until"; readonly nextRunAt: number };

/** The time up to which a repeat hold counts as ended. */
export function horizonAt(horizon: Horizon, now: number): number {
  return horizon.kind === "once" ? now : Math.max(now, horizon.nextRunAt);
}

const ASKING_MS = 60_000;
const SHORTEST_ASKING_MS = 10_000;

/**
 * How long a dispatch may ask for owners in all: a minute, and on a schedule no more than half of what is left until the next run, which has
 * deliveries to make as well. A run that is late asks for some all the same, else nobody would ever be asked for.
 */
export function askingMs(horizon: Horizon, now: number): number {
  if (horizon.kind === "once") return ASKING_MS;
  return Math.min(ASKING_MS, Math.max(SHORTEST_ASKING_MS, (horizon.nextRunAt - now) / 2));
}

/** The sliding window a daily cap counts in. */
export const CAP_WINDOW_MS = 24 * 3_600_000;
