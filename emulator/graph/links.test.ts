import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { contextLink, nextLink, requestVersion } from "./links.ts";

const request = (url: string, headers: object = {}) =>
  ({ url, headers, protocol: "http", host: "localhost:8443" }) as unknown as FastifyRequest;

test.each([
  ["/v1.0/users", "/v1.0/users?$skiptoken=a%2Fb"],
  ["/v1.0/users?", "/v1.0/users?$skiptoken=a%2Fb"],
  ["/v1.0/users?$top=2&$filter=mail%20eq%20'a?b'", "/v1.0/users?$top=2&$filter=mail%20eq%20'a?b'&$skiptoken=a%2Fb"],
  ["/v1.0/users?$skiptoken=old&$top=2", "/v1.0/users?$top=2&$skiptoken=a%2Fb"],
  ["/v1.0/users?%24SkipToken=old", "/v1.0/users?$skiptoken=a%2Fb"],
  ["/v1.0/users?skiptoken=old&x=%", "/v1.0/users?x=%&$skiptoken=a%2Fb"],
])("after %s comes %s", (url, next) => {
  expect(nextLink(request(url), "$skiptoken", "a/b")).toBe(`http://localhost:8443${next}`);
});

test("a link names the version and the protocol the request came by", () => {
  expect(requestVersion(request("/beta/users?$top=1"))).toBe("beta");
  expect(contextLink(request("/beta/users"), "users")).toBe("http://localhost:8443/beta/$metadata#users");
  expect(contextLink(request("/v1.0/users", { "x-forwarded-proto": "https" }), "users/$entity")).toBe(
    "https://localhost:8443/v1.0/$metadata#users/$entity",
  );
});
