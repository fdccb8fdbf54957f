import type { Answer, Call } from "../../route-tools.ts";
import { type GraphContext, type GraphRoute, graphRoute } from "../graph-route.ts";
import { type QueryOptions, readQueryOptions, readWantsCount, refuseOptions } from "../odata/query-options.ts";
import type { ResourceUnits } from "./resource-units.ts";

/** What directory routes are made of. */
export interface DirectoryContext extends GraphContext {
  readonly units: ResourceUnits;
}

/** A GET of the directory that answers with a body. */
export interface DirectoryRoute extends Pick<GraphRoute, "path" | "operation" | "roles"> {
  /** Resource units it costs without options. */
  readonly cost: number;
  body(call: Call, options: QueryOptions): unknown;
}

/** Registers a GET of the directory: charged in resource units, `$search` and `$orderby` refused by name. */
export function directoryRoute(context: DirectoryContext, { cost, body, ...route }: DirectoryRoute): void {
  graphRoute(context, {
    ...route,
    method: "GET",
    errors: "directory",
    handle: (call): Answer => {
      const headers = context.units.charge(call, cost);
      const options = readQueryOptions(call.search);
      refuseOptions(options, ["search", "orderby"]);
      return {
        status: 200,
        headers: { ...headers, "odata-version": "4.0", "content-type": contentType },
        body: body(call, options),
      };
    },
  });
}

const contentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** Whether a request may use the directory's advanced queries: the header and `$count=true`. */
export function isAdvanced(call: Call, options: QueryOptions): boolean {
  return hasConsistencyLevel(call) && readWantsCount(options);
}

/** Whether a request says `ConsistencyLevel: eventual`. */
export function hasConsistencyLevel(call: Call): boolean {
  const level = call.request.headers["consistencylevel"];
  return typeof level === "string" && level.toLowerCase() === "eventual";
}
