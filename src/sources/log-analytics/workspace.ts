import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Query } from "./queries.ts";
import { type AnswerLimits, type AnswerTable, type Reading, readAnswer } from "./read-answer.ts";

/** A workspace that can be asked. */
export interface WorkspaceSettings {
  readonly workspaceId: string;
  readonly microsoft: Microsoft;
  readonly clock: Clock;
  /** How long the service may work at one query, milliseconds. */
  readonly waitMs: number;
  readonly limits: AnswerLimits;
  readonly signal: AbortSignal;
}

/** What is left when a query was tried often enough. */
export type Answer = Exclude<Reading, { readonly kind: "again" | "nothing" }>;

/** How long the service may work at a query: as configured, or less, for one that asks little and only shows whether anybody answers. */
export type Pace = "usual" | "quick";

/** Asks a workspace. One serves for one pull: what it may wait, and wait for in vain, it may in all. */
export interface Workspace {
  ask(query: Query, pace?: Pace): Promise<Answer>;
}

/** The service counts requests in half minutes: 2, 4, 8, 16, then that long. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
const TRIES = 4;
const TRIES_IF_THROTTLED = 7;
/** What one pull waits in all between tries. A source that is throttled for longer must not hold up the others. */
const PATIENCE_MS = 120_000;
/** What one pull spends in all on requests that bring nothing, if it is not twice what one may take. One source that hangs must not hold up all. */
const IN_VAIN_MS = 300_000;
/** A sixth of the usual time, but half a minute at least. */
const QUICK_SHARE = 6;
const QUICK_MS = 30_000;
/** The service ends a query itself when its time is over; this is for what happens on the way. */
const TIMEOUT_MARGIN_MS = 30_000;

/** Makes one that has all its patience. */
export function createWorkspace(settings: WorkspaceSettings): Workspace {
  const { workspaceId, microsoft, clock, limits, signal } = settings;
  let patience = PATIENCE_MS;
  /** Whether a table was told: from then on no data at all is a contradiction. */
  let isKnown = false;
  let inVain = Math.max(2 * settings.waitMs, IN_VAIN_MS);

  async function ask(query: Query, pace: Pace = "usual"): Promise<Answer> {
    const waitMs =
      pace === "usual" ? settings.waitMs : Math.min(settings.waitMs, Math.max(settings.waitMs / QUICK_SHARE, QUICK_MS));
    for (let tries = 1; ; tries += 1) {
      const sentAt = clock.now();
      const outcome = await microsoft.request({
        api: "log-analytics",
        method: "POST",
        path: `/workspaces/${workspaceId}/query`,
        headers: {
          "content-type": "application/json",
          // Answers are kept for two minutes otherwise, and rows that came since would be missing. Source: "cache", query API.
          "cache-control": "no-cache",
          prefer: `wait=${Math.ceil(waitMs / 1000)}`,
        },
        body: JSON.stringify({ query: query.text }),
        timeoutMs: waitMs + TIMEOUT_MARGIN_MS,
        signal,
      });
      if (signal.aborted) return { kind: "aborted" };
      const took = Math.max(0, clock.now() - sentAt);
      const found = readAnswer(outcome, limits, clock.now(), query);
      isKnown ||= found.kind === "table";
      const reading = found.kind === "nothing" ? readNothing(query, isKnown) : found;
      if (reading.kind === "table" || reading.kind === "trouble" || reading.kind === "aborted") return reading;
      // A part that took as long is one for want of time.
      const isSlow = reading.kind === "too-slow" || (reading.kind === "too-much" && took >= waitMs / 2);
      if (reading.kind === "too-much" && !isSlow) return reading;
      inVain -= took;
      if (reading.kind !== "again") {
        const { detail } = reading;
        return inVain > 0 ? { kind: "too-slow", detail } : { kind: "trouble", reason: "unavailable", detail };
      }
      const { reason, detail, after } = reading;
      // A Retry-After of nothing, or of the past, would use up all tries at once.
      const wait = Math.max(after ?? 0, Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS));
      const isLast = tries >= (reason === "throttled" ? TRIES_IF_THROTTLED : TRIES);
      if (isLast || wait > patience || inVain <= 0)
        return { kind: "trouble", reason, ...(detail === undefined ? {} : { detail }) };
      patience -= wait;
      await clock.sleep(wait, signal);
      if (signal.aborted) return { kind: "aborted" };
    }
  }

  return { ask };
}

/** A workspace without any data has no table; one that told of a table did not answer. */
function readNothing({ mayFindNothing }: Query, isKnown: boolean): Exclude<Reading, { readonly kind: "nothing" }> {
  return mayFindNothing === true && !isKnown
    ? { kind: "trouble", reason: "no-table" }
    : { kind: "again", reason: "no-answer", detail: "no data" };
}

/** A column of a table by its name; undefined if it is not there. */
export function columnOf({ columns, rows }: AnswerTable, name: string): readonly unknown[] | undefined {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 ? undefined : rows.map((row) => row[at]);
}
