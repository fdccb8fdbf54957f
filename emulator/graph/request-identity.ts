import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** What a request is called in logs: by the service, and by the client (the service's own name if the client gave none). */
export interface RequestIdentity {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const identities = new WeakMap<FastifyRequest, RequestIdentity>();

/** The names of a request; the same ones each time they are asked for. */
export function requestIdentity(request: FastifyRequest): RequestIdentity {
  const known = identities.get(request);
  if (known) return known;
  const requestId = randomUUID();
  const given = request.headers["client-request-id"];
  const identity = {
    requestId,
    clientRequestId: typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : requestId,
  };
  identities.set(request, identity);
  return identity;
}

/** The headers each of Graph's answers has, errors included. */
export function identityHeaders(request: FastifyRequest, now: number): Readonly<Record<string, string>> {
  const { requestId, clientRequestId } = requestIdentity(request);
  return {
    date: new Date(now).toUTCString(),
    "request-id": requestId,
    "client-request-id": clientRequestId,
    "x-ms-ags-diagnostic": JSON.stringify({
      ServerInfo: { DataCenter: "Emulator", Slice: "E", Ring: "5", ScaleUnit: "000", RoleInstance: "LOCALHOST" },
    }),
  };
}
