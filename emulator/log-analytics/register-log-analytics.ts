/** `/v1/workspaces/{id}/query`, the Log Analytics query API. Source: the API's OpenAPI document, `stable/v1`, and its pages of documentation. */
import type { FastifyInstance } from "fastify";
import { runQuery } from "../kql/run-query.ts";
import { type Admission, type Answer, type ApiError, type Call, errorAnswer, type RouteTools } from "../route-tools.ts";
import type { Application, EmulatorState } from "../state.ts";
import type { StoredTable } from "../tables.ts";
import { readPreferences } from "./prefer.ts";
import { ANSWER_LIMITS, writeAnswer } from "./query-answer.ts";
import {
  badArgument,
  createQueryErrors,
  insufficientAccess,
  QUERY_ERRORS,
  tooManyRequests,
  workspaceNotFound,
} from "./query-errors.ts";
import { createQueryGate, type QueryLimits, SERVICE_LIMITS } from "./query-limits.ts";
import { type QueryRequest, readQueryRequest } from "./query-request.ts";
import { refusalError } from "./refusal-error.ts";
import { createResponseCache, type ResponseCache } from "./response-cache.ts";

/** Limits that tests make small. */
export interface LogAnalyticsLimits {
  readonly queries: QueryLimits;
  readonly answer: { readonly rows: number; readonly bytes: number };
}

const READERS = [
  "Log Analytics Reader",
  "Log Analytics Data Reader",
  "Log Analytics Contributor",
  "Monitoring Reader",
  "Monitoring Contributor",
  "Reader",
  "Contributor",
  "Owner",
];

/** Registers the query routes, and what answers below `/v1` otherwise. */
export function registerLogAnalytics(
  server: FastifyInstance,
  state: EmulatorState,
  routes: RouteTools,
  limits: LogAnalyticsLimits = { queries: SERVICE_LIMITS, answer: ANSWER_LIMITS },
): void {
  const gate = createQueryGate(limits.queries, state.now);
  const cache = createResponseCache(state.now);
  const errors = createQueryErrors();

  async function admit(call: Call): Promise<Admission> {
    const admitted = await gate.enter(call.caller?.application.objectId ?? "", call.signal);
    return admitted === null
      ? { kind: "refused", answer: errorAnswer(QUERY_ERRORS, tooManyRequests, call.request) }
      : { kind: "admitted", release: admitted.release };
  }

  routes.fallback("/v1", QUERY_ERRORS);
  for (const method of ["GET", "POST"] as const) {
    routes.route(server, {
      method,
      url: "/v1/workspaces/:workspace/query",
      operation: "query",
      audience: "log-analytics",
      // Who may is decided below: a managed identity needs no Data.Read.
      roles: [],
      errors,
      patience: ({ request }) => readPreferences(request.headers["prefer"]).wait * 1000,
      admit,
      handler: (call) => answerQuery(call, state, cache, limits.answer),
    });
  }
}

function answerQuery(
  call: Call,
  state: EmulatorState,
  cache: ResponseCache,
  limits: LogAnalyticsLimits["answer"],
): Answer {
  const { request, params, caller } = call;
  const refuse = (error: ApiError) => errorAnswer(QUERY_ERRORS, error, request);
  if (!names(params["workspace"], state)) {
    return refuse(workspaceNotFound);
  }
  const forbidden = caller === null ? insufficientAccess() : accessError(caller.application, caller.roles);
  if (forbidden !== null) {
    return refuse(forbidden);
  }
  const asked = readQueryRequest(call, state.now());
  if (asked.kind === "empty") {
    return { status: 200 };
  }
  if (asked.kind === "refused") {
    return refuse(asked.error);
  }
  const elsewhere = asked.workspaces.find((workspace) => !names(workspace, state));
  if (elsewhere !== undefined) {
    return refuse(badArgument({ code: "SemanticError", message: `Could not resolve workspace '${elsewhere}'` }));
  }
  return run(asked, call, state, cache, limits);
}

function run(
  asked: QueryRequest,
  { request, caller, fault }: Call,
  state: EmulatorState,
  cache: ResponseCache,
  limits: LogAnalyticsLimits["answer"],
): Answer {
  const prefer = request.headers["prefer"];
  const cacheControl = request.headers["cache-control"];
  const key = JSON.stringify([
    caller?.application.objectId,
    asked.query,
    asked.writtenTimespans,
    asked.workspaces,
    prefer,
  ]);
  const cached = fault === null ? cache.find(key, cacheControl) : null;
  if (cached !== null) {
    return { status: 200, headers: { ...JSON_TYPE, age: String(cached.age) }, body: cached.text };
  }
  const now = state.now();
  const tables = state.tables.map((table) => visible(table, now));
  if (tables.every(({ rows }) => rows.length === 0)) {
    return { status: 204 };
  }
  const began = performance.now();
  const outcome = runQuery(asked.query, { tables, now, timespan: asked.timespan });
  if (outcome.kind === "refused") {
    return errorAnswer(QUERY_ERRORS, refusalError(outcome), request);
  }
  const { text, complete } = writeAnswer(
    outcome,
    readPreferences(prefer),
    { fault, tables: tables.map(({ name }) => name), seconds: (performance.now() - began) / 1000 },
    limits,
  );
  if (complete) {
    cache.keep(key, cacheControl, text);
  }
  return { status: 200, headers: JSON_TYPE, body: text };
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** A row is there from its ingestion on, or somewhat later. */
function visible(table: StoredTable, now: number): StoredTable {
  const rows = table.rows.filter(({ ingestedAt, visibleAt = ingestedAt }) => Math.max(ingestedAt, visibleAt) <= now);
  return { ...table, rows };
}

function names(workspace: string | undefined, state: EmulatorState): boolean {
  return workspace?.toLowerCase() === state.workspaceId.toLowerCase();
}

/** The API's permission first, then the role on the workspace; each is missing in its own words. */
function accessError({ objectId, managed, workspaceRoles }: Application, roles: readonly string[]): ApiError | null {
  if (!managed && !roles.includes("Data.Read")) {
    return insufficientAccess({
      code: "UnauthorizedClient",
      message: `The service principal does not have sufficient permissions to access this resource: ${objectId}`,
    });
  }
  if (!workspaceRoles.some((role) => READERS.includes(role))) {
    return insufficientAccess({
      code: "AuthorizationFailedError",
      message: `User '${objectId}' does not have access to read logs for this workspace`,
    });
  }
  return null;
}
