import type { FastifyReply, FastifyRequest } from "fastify";

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/** What every page of the emulator is sent with. The content policy lets it load and run nothing but its own two files. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Not `no-referrer`: a browser would then send the query box's form with the origin `null`.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // A mail may ask for a name to be looked up, which no content policy forbids.
  "x-dns-prefetch-control": "off",
  "cache-control": "no-store",
} as const;

/**
 * A mail as a client shows it: no script, no form, nothing from the network, an origin of its own. The sandbox stands here and on the
 * frame, so that the mail is as harmless when its address is opened by itself.
 */
export const MAIL_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

/**
 * Turns away whoever is not on this machine's own name, and sets the headers. A site elsewhere whose name has been pointed at the
 * loopback address sends that name as Host, and gets nothing.
 */
export async function guardPage(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  reply.headers(HEADERS);
  if (LOOPBACK_HOST.test(request.headers.host ?? "")) {
    return undefined;
  }
  return reply.code(421).type("text/plain; charset=utf-8").send("This page answers on localhost only.\n");
}

/** Whether a POST comes from a page of this server: a browser always says where a POST comes from, and no page can change what it says. */
export function isSameOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin.toLowerCase() === `http://${host ?? ""}`.toLowerCase();
}
