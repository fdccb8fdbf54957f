import { GraphError } from "../graph-error.ts";
import { parsedJson } from "../json-text.ts";

const MOST_REQUESTS = 20;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** One request inside a batch. */
export interface BatchStep {
  readonly id: string;
  readonly method: (typeof METHODS)[number];
  /** Below the version, with its slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly dependsOn: readonly string[];
}

/** Reads a batch; throws what is wrong with it as a whole. Source: Graph's page on JSON batching. */
export function readBatch(body: Buffer): readonly BatchStep[] {
  const parsed = parsedJson(body);
  const requests = isObject(parsed) ? parsed["requests"] : undefined;
  if (!Array.isArray(requests) || requests.length === 0) throw invalid("Invalid batch payload format.");
  if (requests.length > MOST_REQUESTS) {
    throw invalid(`Number of batch request steps exceeds the maximum value of ${MOST_REQUESTS}.`);
  }
  const steps = requests.map(readStep);
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id.toLowerCase()))
      throw invalid(`Request Id : ${id} is duplicated. Each request id in a batch must be unique.`);
    ids.add(id.toLowerCase());
  }
  checkDependencies(steps);
  return steps;
}

function readStep(step: unknown): BatchStep {
  if (!isObject(step)) throw invalid("Invalid batch payload format.");
  const { id, method, url, headers = {}, body, dependsOn = [] } = step;
  if (typeof id !== "string" || id === "") throw invalid("Request id cannot be null or empty.");
  const verb = METHODS.find((known) => typeof method === "string" && known === method.toUpperCase());
  if (verb === undefined) throw invalid(`Request Id : ${id} has an invalid method.`);
  if (typeof url !== "string" || url === "" || /^[a-z]+:|^\/\//i.test(url))
    throw invalid(`Request Id : ${id} has an invalid url.`);
  if (!isObject(headers) || !Object.values(headers).every((value) => typeof value === "string")) {
    throw invalid(`Request Id : ${id} has invalid headers.`);
  }
  if (!Array.isArray(dependsOn) || !dependsOn.every((other) => typeof other === "string")) {
    throw invalid(`Request Id : ${id} has an invalid dependsOn property.`);
  }
  const given = headers as Record<string, string>;
  const typed = Object.keys(given).some((name) => name.toLowerCase() === "content-type");
  if (body !== undefined && body !== null && !typed) {
    throw invalid(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  const path = url.startsWith("/") ? url : `/${url}`;
  if (/^\/\$batch/i.test(path)) throw invalid(`Request Id : ${id} has an invalid url.`);
  const content =
    body === undefined || body === null ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  return { id, method: verb, path, headers: given, body: content, dependsOn };
}

/** Each request depends on ones of the batch, and none on itself, however long the way. */
function checkDependencies(steps: readonly BatchStep[]): void {
  const byId = new Map(steps.map((step) => [step.id.toLowerCase(), step]));
  const finished = new Set<string>();
  const visit = (step: BatchStep, path: ReadonlySet<string>): void => {
    const id = step.id.toLowerCase();
    if (finished.has(id)) return;
    if (path.has(id)) throw invalid(`Request Id : ${step.id} is part of a circular dependency.`);
    for (const other of step.dependsOn) {
      const dependency = byId.get(other.toLowerCase());
      if (!dependency) throw invalid(`Request Id : ${step.id} depends on the unknown request id : ${other}.`);
      visit(dependency, new Set([...path, id]));
    }
    finished.add(id);
  };
  for (const step of steps) visit(step, new Set());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
