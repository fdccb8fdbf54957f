/** What every request of the emulated services goes through. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Ending, type FaultSurroundings, insteadOfHandler, problemAnswer, withHandler } from "./apply-fault.ts";
import { checkCaller, isPermitted } from "./check-caller.ts";
import { openEntry } from "./journal.ts";
import { type Call, type ErrorShape, errorAnswer, type Problem, type Route, type RouteTools } from "./route-tools.ts";
import { hangUp, sendAnswer, sendHalf } from "./send-answer.ts";
import type { EmulatorState } from "./state.ts";

/** What route tools stand on. */
export interface RouteSurroundings extends FaultSurroundings {
  readonly state: EmulatorState;
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal;
}

/** Route tools, and what answers where there is no route. */
export function createRouteTools(
  surroundings: RouteSurroundings,
): RouteTools & { install(server: FastifyInstance): void } {
  const { state, closing } = surroundings;
  const fallbacks: { readonly prefix: string; readonly errors: ErrorShape }[] = [];

  function shapeFor(request: FastifyRequest): ErrorShape | undefined {
    const path = request.url.toLowerCase();
    return fallbacks
      .filter(({ prefix }) => path.startsWith(`${prefix.toLowerCase()}/`) || path === prefix.toLowerCase())
      .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.errors;
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
    const entry = openEntry(state, {
      method: request.method,
      url: request.url,
      operation: null,
      body: Buffer.alloc(0),
    });
    const errors = shapeFor(request);
    const answer = errors === undefined ? { status: 404 } : errorAnswer(errors, errors.problems[problem], request);
    entry.close({ status: answer.status, fault: null });
    sendAnswer(reply, answer);
  }

  return {
    route(server, route) {
      server.route({
        method: route.method,
        url: route.url,
        handler: async (request, reply) => {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const entry = openEntry(state, {
            method: request.method,
            url: request.url,
            operation: route.operation,
            body,
          });
          const hungUp = new AbortController();
          reply.raw.once("close", () => hungUp.abort());
          const call = toCall(request, body, AbortSignal.any([closing, hungUp.signal]));
          const ending = await answerOrFail(surroundings, route, call);
          const lost = ending.way === "nothing" || hungUp.signal.aborted;
          entry.close({ status: lost ? null : ending.answer.status, fault: ending.fault?.name ?? null });
          send(reply, ending);
        },
      });
    },

    fallback(prefix, errors) {
      fallbacks.push({ prefix, errors });
    },

    install(server) {
      server.removeAllContentTypeParsers();
      server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
      server.setNotFoundHandler((request, reply) => refuse(request, reply, "no-route"));
      server.setErrorHandler((error, request, reply) => {
        const tooLarge = error instanceof Error && "code" in error && error.code === "FST_ERR_CTP_BODY_TOO_LARGE";
        refuse(request, reply, tooLarge ? "body-too-large" : "internal");
      });
    },
  };
}

async function answerOrFail(surroundings: RouteSurroundings, route: Route, call: Call): Promise<Ending> {
  try {
    return await answer(surroundings, route, call);
  } catch (error) {
    if (!call.signal.aborted) {
      // A fault of the emulator itself: it must be seen by whoever runs it, not only by the client.
      console.error(error);
    }
    return { way: "whole", answer: problemAnswer(route, call, "internal"), fault: null };
  }
}

async function answer(surroundings: RouteSurroundings, route: Route, call: Call): Promise<Ending> {
  const checked = await checkCaller(surroundings.tokens, route, call.request);
  if (checked.kind === "refused") {
    return { way: "whole", answer: problemAnswer(route, call, checked.problem), fault: null };
  }
  const fault = route.operation === null ? null : surroundings.state.faults.take(route.operation);
  if (fault !== null) {
    const instead = insteadOfHandler(surroundings, route, call, fault);
    if (instead !== null) {
      return instead;
    }
  }
  const handed = fault?.name === "partial" || fault?.name === "truncate" ? fault : null;
  const full: Call = { ...call, caller: checked.caller, fault: handed };
  if (!isPermitted(route, full.caller)) {
    return { way: "whole", answer: problemAnswer(route, full, "forbidden"), fault };
  }
  const admission = await route.admit?.(full);
  if (admission?.kind === "refused") {
    return { way: "whole", answer: admission.answer, fault };
  }
  try {
    return await withHandler(route, full, fault);
  } finally {
    admission?.release();
  }
}

function send(reply: FastifyReply, { way, answer }: Ending): void {
  if (way === "whole") {
    sendAnswer(reply, answer);
  } else if (way === "half") {
    sendHalf(reply, answer);
  } else {
    hangUp(reply);
  }
}

function toCall(request: FastifyRequest, body: Buffer, signal: AbortSignal): Call {
  const search = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(request.url.replace(/^[^?]*\??/, ""))) {
    if (!search.has(key)) {
      search.set(key, value);
    }
  }
  const params = request.params as Readonly<Record<string, string>>;
  return { request, params, search, body, caller: null, fault: null, signal };
}
