import type { FastifyInstance } from "fastify";
import { type Answer, type Call, errorAnswer, type Route, type RouteTools } from "../route-tools.ts";
import type { EmulatorState } from "../state.ts";
import { GraphError } from "./graph-error.ts";
import type { GraphErrors } from "./graph-errors.ts";
import { readQueryOptions } from "./odata/query-options.ts";

/** The versions of Graph that are answered, with the same routes. */
export const VERSIONS: readonly string[] = ["v1.0", "beta"];

/** What all routes of this Graph are made of. */
export interface GraphContext {
  readonly server: FastifyInstance;
  readonly state: EmulatorState;
  readonly routes: RouteTools;
  readonly errors: GraphErrors;
}

/** A route below a version. `path` begins with a slash; `:name` is a key. */
export interface GraphRoute extends Pick<Route, "method" | "operation" | "roles" | "admit"> {
  readonly path: string;
  readonly errors: keyof GraphErrors;
  /** All versions, if absent. */
  readonly versions?: readonly string[];
  handle(call: Call): Answer | Promise<Answer>;
}

/**
 * Registers a route at both versions, its keys as segments and in parentheses: `/users/x` and `/users('x')` are the same (OData 4.01, URL
 * conventions). In parentheses a quote is doubled.
 */
export function graphRoute(context: GraphContext, route: GraphRoute): void {
  const errors = context.errors[route.errors];
  for (const version of route.versions ?? VERSIONS) {
    for (const form of keyForms(route.path)) {
      context.routes.route(context.server, {
        method: route.method,
        url: `/${version}${form.path}`,
        operation: route.operation,
        audience: "graph",
        roles: route.roles,
        errors,
        ...(route.admit === undefined ? {} : { admit: route.admit }),
        handler: async (call) => {
          try {
            readQueryOptions(call.search);
            return await route.handle(form.quoted.length === 0 ? call : unquoted(call, form.quoted));
          } catch (error) {
            if (!(error instanceof GraphError)) throw error;
            const { status, code, message, headers } = error;
            return errorAnswer(errors, { status, code, message, headers }, call.request);
          }
        },
      });
    }
  }
}

interface KeyForm {
  readonly path: string;
  /** The keys that stand in parentheses. */
  readonly quoted: readonly string[];
}

/** Each key of a path as a segment or in parentheses, in every mixture. */
function keyForms(path: string): readonly KeyForm[] {
  const match = /^(.*?)\/:(\w+)(.*)$/.exec(path);
  if (!match) return [{ path, quoted: [] }];
  const [, before = "", key = "", after = ""] = match;
  return keyForms(after).flatMap((rest) => [
    { path: `${before}/:${key}${rest.path}`, quoted: rest.quoted },
    { path: `${before}(':${key}(^[^/]*?)')${rest.path}`, quoted: [key, ...rest.quoted] },
  ]);
}

function unquoted(call: Call, keys: readonly string[]): Call {
  const params = { ...call.params };
  for (const key of keys) params[key] = (params[key] ?? "").replaceAll("''", "'");
  return { ...call, params };
}
