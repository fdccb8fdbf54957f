/** How many queries one principal may run. Source: "Azure Monitor service limits", user query throttling. */

/** The limits; those of the real service are in `SERVICE_LIMITS`. */
export interface QueryLimits {
  readonly concurrent: number;
  readonly queued: number;
  readonly queueMs: number;
  readonly requests: number;
  readonly requestsMs: number;
}

/** 5 at once, 200 waiting for 3 minutes at most, and 200 requests in 30 seconds. */
export const SERVICE_LIMITS: QueryLimits = {
  concurrent: 5,
  queued: 200,
  queueMs: 180_000,
  requests: 200,
  requestsMs: 30_000,
};

/** Lets a query in, or null if it is one too many. `release` is to be called once. */
export interface QueryGate {
  enter(principal: string, signal: AbortSignal): Promise<{ release(): void } | null>;
}

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
  /** When its requests came, oldest first. */
  came: number[];
}

/** A gate with a lane for each principal, first come first served. */
export function createQueryGate(limits: QueryLimits, now: () => number): QueryGate {
  const lanes = new Map<string, Lane>();

  function release(lane: Lane): void {
    lane.running -= 1;
    lane.waiting.shift()?.();
  }

  return {
    async enter(principal, signal) {
      const lane = lanes.get(principal) ?? { running: 0, waiting: [], came: [] };
      lanes.set(principal, lane);
      lane.came = lane.came.filter((at) => at > now() - limits.requestsMs);
      if (lane.came.length >= limits.requests) {
        return null;
      }
      lane.came.push(now());
      if (lane.running >= limits.concurrent && !(await waitForTurn(lane, limits, signal))) {
        return null;
      }
      lane.running += 1;
      return { release: () => release(lane) };
    },
  };
}

async function waitForTurn(lane: Lane, { queued, queueMs }: QueryLimits, signal: AbortSignal): Promise<boolean> {
  if (lane.waiting.length >= queued || signal.aborted) {
    return false;
  }
  return await new Promise<boolean>((resolve) => {
    const settle = (turn: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      resolve(turn);
    };
    const myTurn = () => settle(true);
    const giveUp = () => {
      lane.waiting.splice(lane.waiting.indexOf(myTurn), 1);
      settle(false);
    };
    const timer = setTimeout(giveUp, queueMs);
    signal.addEventListener("abort", giveUp, { once: true });
    lane.waiting.push(myTurn);
  });
}
