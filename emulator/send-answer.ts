/** Puts an answer on the wire: whole, or as a fault leaves it. */
import type { FastifyReply } from "fastify";
import type { Answer } from "./route-tools.ts";

interface Wire {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Sends the whole answer. */
export function sendAnswer(reply: FastifyReply, answer: Answer): void {
  const { headers, bytes } = wire(answer);
  reply.hijack();
  reply.raw.writeHead(answer.status, { ...headers, "content-length": bytes.length });
  reply.raw.end(reply.request.method === "HEAD" ? undefined : bytes);
}

/** Announces the whole answer, sends half of its body, and ends the connection. */
export function sendHalf(reply: FastifyReply, answer: Answer): void {
  const { headers, bytes } = wire(answer);
  if (bytes.length < 2) {
    hangUp(reply);
    return;
  }
  reply.hijack();
  reply.raw.writeHead(answer.status, { ...headers, "content-length": bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length >> 1), () => reply.raw.socket?.destroy());
}

/** Ends the connection without a word. */
export function hangUp(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.destroy();
}

function wire({ headers = {}, body }: Answer): Wire {
  if (body === undefined) {
    return { headers, bytes: Buffer.alloc(0) };
  }
  if (typeof body === "string" || body instanceof Uint8Array) {
    return { headers, bytes: Buffer.from(body) };
  }
  const type = { "content-type": "application/json; charset=utf-8" };
  return { headers: { ...type, ...headers }, bytes: Buffer.from(JSON.stringify(body)) };
}
