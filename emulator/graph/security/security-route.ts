import type { Admission, Answer, Call } from "../../route-tools.ts";
import { SlidingWindow } from "../../sliding-window.ts";
import type { TiIndicator } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { type GraphContext, type GraphRoute, graphRoute } from "../graph-route.ts";
import { parsedJson } from "../json-text.ts";

/** The one permission there is for indicators. */
const PERMISSION = "ThreatIndicators.ReadWrite.OwnedBy";

/** 1,000 requests a minute of an application in a tenant. Source: Graph's page on throttling, "Threat intelligence indicator". */
const MOST_REQUESTS = 1_000;
const PER_MS = 60_000;

/** What routes of indicators are made of. */
export interface SecurityContext extends GraphContext {
  readonly windows: Map<string, SlidingWindow>;
}

/** Registers a route below `/beta/security`: v1.0 never had it. Where the API is retired, Graph has no name for its segment any more. */
export function securityRoute(
  context: SecurityContext,
  route: Pick<GraphRoute, "method" | "path" | "operation" | "handle">,
): void {
  graphRoute(context, {
    ...route,
    path: `/security${route.path}`,
    versions: ["beta"],
    roles: [PERMISSION],
    errors: "security",
    admit: (call) => admit(context, call),
    handle: (call) => {
      if (context.state.settings.tiIndicators === "retired") {
        throw new GraphError(400, "BadRequest", "Resource not found for the segment 'tiIndicators'.");
      }
      return route.handle(call);
    },
  });
}

function admit({ windows, state, errors }: SecurityContext, { caller, request }: Call): Admission {
  const principal = caller?.application.clientId ?? "";
  const window = windows.get(principal) ?? new SlidingWindow(MOST_REQUESTS, PER_MS);
  windows.set(principal, window);
  if (window.take(state.now())) return { kind: "admitted", release: () => undefined };
  const { status, code, message } = errors.security.problems.throttled;
  const answer: Answer = {
    status,
    headers: { "retry-after": String(Math.ceil(window.wait(state.now()) / 1000)) },
    body: errors.security.envelope(code, String(message), request, undefined),
  };
  return { kind: "refused", answer };
}

/** The caller's own indicators: nobody sees another application's. */
export function ownIndicators({ state }: SecurityContext, { caller }: Call): readonly TiIndicator[] {
  return state.tiIndicators.filter(({ ownedBy }) => ownedBy === caller?.application.clientId);
}

/** A JSON body, or Graph's error for what is none. */
export function readJsonBody({ request, body }: Call): unknown {
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (body.length === 0) throw new GraphError(400, "BadRequest", "Empty Payload. JSON content expected.");
  const parsed = type === "application/json" ? parsedJson(body) : undefined;
  if (parsed !== undefined) return parsed;
  throw new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}
