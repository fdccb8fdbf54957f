/** What a fault does to one request: in the handler's place, or to its answer. */
import type { TokenIssuer } from "./entra/token-issuer.ts";
import type { FaultOrder } from "./faults.ts";
import { pause } from "./pause.ts";
import type { Random } from "./random.ts";
import { type Answer, type Call, errorAnswer, type Problem, type Route } from "./route-tools.ts";

const DEFAULT_DELAY_MS = 5_000;

/** What faults need to know. */
export interface FaultSurroundings {
  readonly tokens: TokenIssuer;
  readonly random: Random;
}

/** What is to be put on the wire. */
export interface Ending {
  readonly way: "whole" | "half" | "nothing";
  readonly answer: Answer;
  readonly fault: FaultOrder | null;
}

/** What a fault puts in the handler's place; null if the handler is called. */
export function insteadOfHandler(
  surroundings: FaultSurroundings,
  route: Route,
  call: Call,
  fault: FaultOrder,
): Ending | null {
  const instead = (name: Problem): Ending => ({
    way: "whole",
    answer: tryAgain(route, problemAnswer(route, call, name), fault),
    fault,
  });
  switch (fault.name) {
    case "throttle":
      return instead("throttled");
    case "unavailable":
      return instead("unavailable");
    case "gone":
      return instead("gone");
    case "expire-token":
      surroundings.tokens.expireAll();
      return instead("token-expired");
    case "drop":
      return { way: "nothing", answer: { status: 0 }, fault };
    case "gateway-timeout":
      // Whether the request was carried out is what nobody can know from a 504.
      return surroundings.random() < 0.5 ? instead("gateway-timeout") : null;
    default:
      return null;
  }
}

/** Calls the handler, and does to its answer what a fault does. */
export async function withHandler(route: Route, call: Call, fault: FaultOrder | null): Promise<Ending> {
  const answered = await route.handler(call);
  switch (fault?.name) {
    case "lost-response":
      return { way: "nothing", answer: answered, fault };
    case "cut-short":
      return { way: "half", answer: answered, fault };
    case "gateway-timeout":
      return { way: "whole", answer: problemAnswer(route, call, "gateway-timeout"), fault };
    case "slow": {
      const delay = fault.delayMs ?? DEFAULT_DELAY_MS;
      const patience = route.patience?.(call) ?? Number.POSITIVE_INFINITY;
      await pause(Math.min(delay, patience), call.signal);
      return {
        way: "whole",
        answer: delay < patience ? answered : problemAnswer(route, call, "gateway-timeout"),
        fault,
      };
    }
    default:
      return { way: "whole", answer: answered, fault };
  }
}

/** A problem in the words of the route's API. */
export function problemAnswer(route: Route, call: Call, name: Problem): Answer {
  return errorAnswer(route.errors, route.errors.problems[name], call.request);
}

function tryAgain({ errors }: Route, refusal: Answer, { name, delayMs }: FaultOrder): Answer {
  if (delayMs === undefined || (name !== "throttle" && name !== "unavailable")) {
    return refusal;
  }
  const seconds = Math.ceil(delayMs / 1000);
  return (
    errors.tryAgainIn?.(refusal, seconds) ?? {
      ...refusal,
      headers: { ...refusal.headers, "retry-after": String(seconds) },
    }
  );
}
