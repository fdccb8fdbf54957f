/** Who may ask: the token, and the permissions that come with it or stand elsewhere. */
import type { FastifyRequest } from "fastify";
import type { TokenIssuer } from "./entra/token-issuer.ts";
import type { Caller, Problem, Route } from "./route-tools.ts";

/** Who asks, or what is wrong with the token. */
export type CheckedCaller =
  | { readonly kind: "passed"; readonly caller: Caller | null }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Checks the token of a request, if its route demands one. */
export async function checkCaller(tokens: TokenIssuer, route: Route, request: FastifyRequest): Promise<CheckedCaller> {
  if (route.audience === null) {
    return { kind: "passed", caller: null };
  }
  const authorization = request.headers.authorization ?? "";
  if (authorization === "") {
    return { kind: "refused", problem: "token-missing" };
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    return { kind: "refused", problem: "token-malformed" };
  }
  const check = await tokens.check(token, route.audience);
  if (check.kind === "refused") {
    return check;
  }
  // Exchange grants by itself, e.g. "Application Mail.Send", and no token says so.
  const granted = /^(?:mail|folder)\./.test(route.operation ?? "")
    ? check.application.exchangeRoles.map((role) => role.replace(/^Application /, ""))
    : [];
  return { kind: "passed", caller: { application: check.application, roles: [...check.roles, ...granted] } };
}

/** Whether the caller holds any of the permissions that suffice. */
export function isPermitted(route: Route, caller: Caller | null): boolean {
  return caller === null || route.roles.length === 0 || route.roles.some((role) => caller.roles.includes(role));
}
