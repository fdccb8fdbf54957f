/** Reads what is asked, from a URL or a body. */
import type { ApiError, Call } from "../route-tools.ts";
import { badArgument } from "./query-errors.ts";
import { intersect, parseTimespan, type Timespan } from "./timespan.ts";

/** A query as it was asked. */
export interface QueryRequest {
  readonly kind: "query";
  readonly query: string;
  readonly timespan: Timespan | null;
  /** The spans as they were written: what a cached answer is kept by. */
  readonly writtenTimespans: readonly (string | null)[];
  readonly workspaces: readonly string[];
}

/** A query, an error, or the request without JSON that the service answers with an empty 200. */
export type ReadRequest =
  | QueryRequest
  | { readonly kind: "empty" }
  | { readonly kind: "refused"; readonly error: ApiError };

const MOST_WORKSPACES = 100;

/** Reads the request of either method. */
export function readQueryRequest({ request, search, body }: Call, now: number): ReadRequest {
  if (request.method === "GET") {
    const workspaces = (search.get("workspaces") ?? "").split(",").filter(Boolean);
    return build(search.get("query"), [search.get("timespan") ?? null], workspaces, now);
  }
  // Source: "Missing JSON or Content-Type" on the page of errors.
  if (body.length === 0 || !/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return { kind: "empty" };
  }
  const parsed = parseJson(body);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return invalid("MalformedJson", "The request body is not a JSON object");
  }
  const given = parsed as Readonly<Record<string, unknown>>;
  const { query, timespan = null, workspaces = null } = given;
  if (timespan !== null && typeof timespan !== "string") {
    return invalid("InvalidParameter", "The 'timespan' property must be a string");
  }
  if (workspaces !== null && !(Array.isArray(workspaces) && workspaces.every((one) => typeof one === "string"))) {
    return invalid("InvalidParameter", "The 'workspaces' property must be an array of strings");
  }
  return build(query, [search.get("timespan") ?? null, timespan], workspaces ?? [], now);
}

function build(
  query: unknown,
  writtenTimespans: readonly (string | null)[],
  workspaces: readonly string[],
  now: number,
): ReadRequest {
  if (typeof query !== "string" || query.trim() === "") {
    return invalid("QueryValidationError", "The 'query' property is required and must be a non-empty string");
  }
  if (workspaces.length > MOST_WORKSPACES) {
    return invalid("TooManyResources", `A query may span at most ${MOST_WORKSPACES} workspaces`);
  }
  let timespan: Timespan | null = null;
  for (const written of writtenTimespans) {
    const parsed = written === null ? null : parseTimespan(written, now);
    if (written !== null && parsed === null) {
      return invalid("InvalidTimespan", `The timespan '${written}' is no ISO 8601 duration or interval`);
    }
    timespan = intersect(timespan, parsed);
  }
  return { kind: "query", query, timespan, writtenTimespans, workspaces };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(code: string, message: string): ReadRequest {
  return { kind: "refused", error: badArgument({ code, message }) };
}
