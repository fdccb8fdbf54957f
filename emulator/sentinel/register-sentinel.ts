/** Sentinel's upload API for threat intelligence. Sources: its page ("Import threat intelligence … with the upload API") and its OpenAPI document. */
import type { FastifyInstance } from "fastify";
import { type Admission, type Answer, type ApiError, type Call, errorAnswer, type RouteTools } from "../route-tools.ts";
import { SlidingWindow } from "../sliding-window.ts";
import type { Application, EmulatorState } from "../state.ts";
import { checkStixObject } from "./check-stix-object.ts";
import { type RowTools, storeObject } from "./store-object.ts";
import type { StixObject } from "./threat-intel-tables.ts";
import { rateLimited, UPLOAD_ERRORS, uploadError, workspaceNotFound } from "./upload-errors.ts";
import { readUpload } from "./upload-request.ts";

/** 100 requests a minute. Source: the API's page, "Throttling limits". */
const MOST_REQUESTS = 100;
const PER_MS = 60_000;

/** The path as the page and today's specification have it, and as an older copy of the specification does. */
const PATHS = ["threat-intelligence-stix-objects::upload", "threatintelligencestixobjects::upload"];

/** Azure roles that hold the right to write threat intelligence. The page asks for the first. */
const WRITERS = ["Microsoft Sentinel Contributor", "Contributor", "Owner"];

/** Registers the upload, and what answers below `/workspaces` otherwise. */
export function registerSentinel(
  server: FastifyInstance,
  state: EmulatorState,
  routes: RouteTools,
  tools: RowTools,
): void {
  const windows = new Map<string, SlidingWindow>();

  function admit({ caller, request }: Call): Admission {
    const principal = caller?.application.objectId ?? "";
    const window = windows.get(principal) ?? new SlidingWindow(MOST_REQUESTS, PER_MS);
    windows.set(principal, window);
    if (window.take(state.now())) {
      return { kind: "admitted", release: () => undefined };
    }
    const seconds = Math.ceil(window.wait(state.now()) / 1000);
    return { kind: "refused", answer: errorAnswer(UPLOAD_ERRORS, rateLimited(seconds), request) };
  }

  routes.fallback("/workspaces", UPLOAD_ERRORS);
  for (const path of PATHS) {
    routes.route(server, {
      method: "POST",
      url: `/workspaces/:workspace/${path}`,
      operation: "sentinel.upload",
      audience: "resource-manager",
      // Who may is decided below: the right is a role on the workspace, and stands in no token.
      roles: [],
      errors: UPLOAD_ERRORS,
      admit,
      handler: (call) => upload(call, state, tools),
    });
  }
}

function upload(call: Call, state: EmulatorState, tools: RowTools): Answer {
  const refuse = (error: ApiError) => errorAnswer(UPLOAD_ERRORS, error, call.request);
  // The specification takes the id in braces too.
  const workspace = (call.params["workspace"] ?? "").replace(/^\{(.*)\}$/, "$1").toLowerCase();
  if (workspace !== state.workspaceId.toLowerCase()) {
    return refuse(workspaceNotFound);
  }
  const application = call.caller?.application;
  if (application === undefined || !application.workspaceRoles.some((role) => WRITERS.includes(role))) {
    return refuse(missingRole(application, state));
  }
  const asked = readUpload(call);
  if ("code" in asked) {
    return refuse(asked);
  }
  const problems = asked.objects.map(checkStixObject);
  refuseSome(problems, call);
  const taken = asked.objects.filter((_object, index) => problems[index]?.length === 0);
  for (const object of taken) {
    storeObject(state, tools, asked.sourceSystem, object as StixObject);
  }
  const errors = problems.flatMap((messages, recordIndex) =>
    messages.length === 0 ? [] : [{ recordIndex, [state.settings.uploadErrors]: messages }],
  );
  if (errors.length === 0) {
    return { status: 200 };
  }
  return taken.length > 0
    ? { status: 200, body: { errors } }
    : { status: 400, headers: { "x-ms-error-code": "BadRequest" }, body: { errors } };
}

/** The fault `partial`: of an upload's objects so many are taken, all but the last if it does not say. */
function refuseSome(problems: (readonly string[])[], { fault }: Call): void {
  if (fault?.name !== "partial") {
    return;
  }
  for (let index = Math.max(fault.rows ?? problems.length - 1, 0); index < problems.length; index += 1) {
    problems[index] = [...(problems[index] ?? []), "The object could not be published."];
  }
}

function missingRole(application: Application | undefined, { workspaceId }: EmulatorState): ApiError {
  const { clientId = "", objectId = "" } = application ?? {};
  return uploadError(
    403,
    "AuthorizationFailed",
    `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action 'Microsoft.SecurityInsights/threatIntelligence/indicators/write' over scope '/workspaces/${workspaceId}'.`,
  );
}
