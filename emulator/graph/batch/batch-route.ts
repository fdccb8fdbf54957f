import type { FastifyInstance } from "fastify";
import type { Call } from "../../route-tools.ts";
import { graphEnvelope } from "../graph-errors.ts";
import { type GraphContext, graphRoute } from "../graph-route.ts";
import { requestVersion } from "../links.ts";
import { type BatchStep, readBatch } from "./batch-request.ts";

/** Source: Graph's page on throttling, "JSON batching": so many of a batch's requests to Outlook run at once. */
const AT_ONCE = 4;

interface BatchAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `POST $batch`: each request goes the whole way of a request of its own, with the token of the batch. */
export function registerBatchRoute(context: GraphContext): void {
  graphRoute(context, {
    method: "POST",
    path: "/$batch",
    operation: "batch",
    roles: [],
    errors: "directory",
    handle: async (call) => {
      const steps = readBatch(call.body);
      const answers = await runSteps(context, call, steps);
      // Clients must go by the ids: the real service answers in any order, and this one never in theirs.
      return { status: 200, body: { responses: answers.reverse() } };
    },
  });
}

async function runSteps(context: GraphContext, call: Call, steps: readonly BatchStep[]): Promise<BatchAnswer[]> {
  const slots = new Slots(AT_ONCE);
  const running = new Map<string, Promise<BatchAnswer>>();
  const byId = new Map(steps.map((step) => [step.id.toLowerCase(), step]));
  const run = (step: BatchStep): Promise<BatchAnswer> => {
    const key = step.id.toLowerCase();
    const known = running.get(key);
    if (known !== undefined) return known;
    const answer = runStep(step);
    running.set(key, answer);
    return answer;
  };
  const runStep = async (step: BatchStep): Promise<BatchAnswer> => {
    const needed = step.dependsOn.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
    const before = await Promise.all(needed.map(run));
    if (before.some(({ status }) => status < 200 || status > 299)) return failedDependency(context, call, step);
    return await slots.use(() => send(context.server, call, step));
  };
  return await Promise.all(steps.map(run));
}

async function send(server: FastifyInstance, call: Call, step: BatchStep): Promise<BatchAnswer> {
  const { authorization = "", "client-request-id": client } = call.request.headers;
  try {
    const response = await server.inject({
      method: step.method,
      url: `/${requestVersion(call.request)}${step.path}`,
      headers: {
        ...(typeof client === "string" ? { "client-request-id": client } : {}),
        ...step.headers,
        authorization,
        host: call.request.host,
        "x-forwarded-proto": call.request.protocol,
      },
      ...(step.body === undefined ? {} : { payload: step.body }),
    });
    const headers = Object.fromEntries(
      Object.entries(response.headers)
        .filter(([name]) => !HOP_HEADERS.includes(name))
        .map(([name, value]) => [name, String(value)]),
    );
    const body = response.payload === "" ? undefined : readBody(response.payload, headers["content-type"]);
    return { id: step.id, status: response.statusCode, headers, ...(body === undefined ? {} : { body }) };
  } catch {
    // A request whose connection died inside the service.
    return { id: step.id, status: 502, headers: {} };
  }
}

const HOP_HEADERS: readonly string[] = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];

function readBody(payload: string, type: string | undefined): unknown {
  return type?.startsWith("application/json") ? JSON.parse(payload) : Buffer.from(payload).toString("base64");
}

function failedDependency({ state }: GraphContext, call: Call, step: BatchStep): BatchAnswer {
  const body = graphEnvelope(
    state.now(),
    "FailedDependency",
    "A request this one depends on has failed.",
    call.request,
  );
  return { id: step.id, status: 424, headers: { "content-type": "application/json" }, body };
}

/** Lets so many run at once; the others wait in order. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Whoever waited takes this slot over; it is never free in between.
      if (next) next();
      else this.#free += 1;
    }
  }
}
