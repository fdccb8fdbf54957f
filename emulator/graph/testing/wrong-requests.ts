/** Tables of wrong requests: what was asked, and the exact error of the real service. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOON } from "../../testing/services.ts";
import { ALL_ROLES, type Asked, createGraphTenant, type GraphTenant, outcome } from "./graph-tenant.ts";

export interface WrongRequest extends Asked {
  /** The endpoint's own if absent. */
  readonly path?: string;
  readonly method?: string;
  /** The token's permissions; all that the tests have if absent. */
  readonly roles?: readonly string[];
  readonly error: string;
}

export interface Endpoint extends Asked {
  readonly method: string;
  readonly path: string;
  /** A permission of Graph that does not suffice, and what is said of it. */
  readonly tooLittle: { readonly role: string; readonly error: keyof typeof FORBIDDEN } | null;
  /** Runs before the table, e.g. to make the message it is about. */
  prepare?(tenant: GraphTenant): Promise<void>;
  readonly wrong: Readonly<Record<string, WrongRequest>>;
}

const FORBIDDEN = {
  directory: "403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
  mail: "403 ErrorAccessDenied: Access is denied. Check credentials and try again.",
  security: "403 UnknownError: Auth token does not contain valid permissions or user does not have valid roles.",
};

/** Runs an endpoint's table, after what goes wrong with tokens at each of them. */
export function describeEndpoint(name: string, endpoint: Endpoint): void {
  describe(name, () => {
    let tenant: GraphTenant;
    // One tenant for the whole table: what is refused changes nothing.
    beforeAll(async () => {
      tenant = await createGraphTenant();
      await endpoint.prepare?.(tenant);
    });
    beforeEach(() => {
      tenant.grant(ALL_ROLES);
      tenant.clock.now = NOON;
    });

    const { method, path, headers, body, tooLittle } = endpoint;
    const asked: Asked = { ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) };

    test.each([
      ["no token", "", "401 InvalidAuthenticationToken: Access token is empty."],
      [
        "no bearer token",
        "Basic dXNlcjpwYXNz",
        "401 InvalidAuthenticationToken: CompactToken parsing failed with error code: 80049217",
      ],
      ["no JWT", "Bearer abc", "401 InvalidAuthenticationToken: CompactToken parsing failed with error code: 80049217"],
    ])("%s", async (_what, authorization, error) => {
      const answer = await tenant.ask(method, path, { ...asked, headers: { ...headers, authorization } });
      expect(outcome(answer)).toBe(error);
      expect(answer.headers["www-authenticate"]).toContain("Bearer");
    });

    test("a token for another API", async () => {
      const authorization = await tenant.bearer("log-analytics");
      const answer = await tenant.ask(method, path, { ...asked, headers: { ...headers, authorization } });
      expect(outcome(answer)).toBe(
        "401 InvalidAuthenticationToken: Access token validation failure. Invalid audience.",
      );
    });

    test("an expired token", async () => {
      const authorization = await tenant.bearer("graph");
      tenant.clock.now += 2 * 3_600_000;
      const answer = await tenant.ask(method, path, { ...asked, headers: { ...headers, authorization } });
      expect(outcome(answer)).toBe("401 InvalidAuthenticationToken: Lifetime validation failed, the token is expired.");
    });

    if (tooLittle !== null) {
      test.each([
        ["no permission", []],
        [`${tooLittle.role} alone`, [tooLittle.role]],
      ])("%s", async (_what, roles) => {
        tenant.grant(roles);
        expect(outcome(await tenant.ask(method, path, asked))).toBe(FORBIDDEN[tooLittle.error]);
      });
    }

    test.each(Object.entries(endpoint.wrong))("%s", async (_what, wrong) => {
      if (wrong.roles !== undefined) tenant.grant(wrong.roles);
      const merged = { ...asked, ...wrong, headers: { ...headers, ...wrong.headers } };
      expect(outcome(await tenant.ask(wrong.method ?? method, wrong.path ?? path, merged))).toBe(wrong.error);
    });
  });
}
