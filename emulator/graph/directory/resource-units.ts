import type { Call } from "../../route-tools.ts";
import { SlidingWindow } from "../../sliding-window.ts";
import type { EmulatorState } from "../../state.ts";
import { GraphError } from "../graph-error.ts";

const WINDOW_MS = 10_000;

/** Units in ten seconds for an application in a tenant of so many users. Source: Graph's page on throttling limits. */
export function resourceUnitLimit(users: number): number {
  if (users < 50) return 3_500;
  return users <= 500 ? 5_000 : 8_000;
}

/** What a request costs: its base, one less for `$select`, one more for `$expand`, at least one. */
export function resourceUnitCost(base: number, search: ReadonlyMap<string, string>): number {
  const has = (option: string): boolean => search.has(`$${option}`) || search.has(option);
  return Math.max(1, base - (has("select") ? 1 : 0) + (has("expand") ? 1 : 0));
}

/** Counts each application's resource units, and refuses those above the limit. */
export class ResourceUnits {
  readonly #state: Pick<EmulatorState, "now" | "users" | "tenantId">;
  readonly #windows = new Map<string, SlidingWindow>();

  constructor(state: Pick<EmulatorState, "now" | "users" | "tenantId">) {
    this.#state = state;
  }

  /** The headers that tell a request's cost; throws 429 if it is one too many. */
  charge(call: Call, base: number): Readonly<Record<string, string>> {
    const now = this.#state.now();
    const cost = resourceUnitCost(base, call.search);
    const application = call.caller?.application.clientId ?? "";
    const window = this.#window(application);
    if (!window.take(now, cost)) {
      throw new GraphError(429, "TooManyRequests", "Too many requests.", {
        "retry-after": String(Math.max(1, Math.ceil(window.wait(now) / 1000))),
        "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${application}/${this.#state.tenantId}/identityserviceunits`,
        "x-ms-throttle-information": "ResourceUnitLimitExceeded",
      });
    }
    const used = window.used(now);
    return {
      "x-ms-resource-unit": String(cost),
      // The header is there above four fifths only.
      ...(used > 0.8 ? { "x-ms-throttle-limit-percentage": used.toFixed(2) } : {}),
    };
  }

  #window(application: string): SlidingWindow {
    const known = this.#windows.get(application);
    if (known) return known;
    const window = new SlidingWindow(resourceUnitLimit(this.#state.users.length), WINDOW_MS);
    this.#windows.set(application, window);
    return window;
  }
}
