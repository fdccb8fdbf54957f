import { beforeEach, describe, expect, test } from "vitest";
import { createGraphTenant, type GraphTenant, outcome, SENDER } from "./testing/graph-tenant.ts";

let tenant: GraphTenant;
beforeEach(async () => {
  tenant = await createGraphTenant();
});

describe("each answer, error or not, names the request", () => {
  test.each([
    ["200", "users"],
    ["404", "users/nobody@contoso.com"],
    ["404 of mail", "users/nobody@contoso.com/messages"],
    ["no route", "planner/tasks"],
    ["no route in beta", "/beta/planner"],
  ])("%s", async (_what, path) => {
    const id = "7a7c2a5f-0d4e-4f0e-9d1f-2c7b1f8e4b11";
    const { headers, body } = await tenant.ask("GET", path, { headers: { "client-request-id": id } });
    expect(headers["client-request-id"]).toBe(id);
    expect(headers["request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["date"]).toBe("Fri, 20 Nov 2026 12:00:00 GMT");
    expect(JSON.parse(headers["x-ms-ags-diagnostic"] ?? "")).toHaveProperty("ServerInfo");
    if (body.error !== undefined) {
      expect(body.error.innerError).toEqual({
        date: "2026-11-20T12:00:00",
        "request-id": headers["request-id"],
        "client-request-id": id,
      });
    }
  });

  test("by a name of the service's own if the client gave none, or one that is no name", async () => {
    const { headers } = await tenant.ask("GET", "users", { headers: { "client-request-id": "a b\tc" } });
    expect(headers["client-request-id"]).toBe(headers["request-id"]);
  });
});

test.each([
  ["planner/tasks", "planner"],
  ["users/adele.vance@contoso.com/calendar", "calendar"],
  [`users/${SENDER}/messages/AAMkADEAAAAAAAAAAAAAAAAA/attachments`, "attachments"],
  ["directory/administrativeUnits", "administrativeUnits"],
])("of %s it is said which segment there is not", async (path, segment) => {
  expect(outcome(await tenant.ask("GET", path))).toBe(
    `400 BadRequest: Resource not found for the segment '${segment}'.`,
  );
});

describe("faults", () => {
  test.each([
    ["throttle", "users", "429 TooManyRequests: Too many requests."],
    [
      "throttle",
      `users/${SENDER}/messages`,
      "429 ApplicationThrottled: Application is over its MailboxConcurrency limit.",
    ],
    ["unavailable", "users", "503 serviceNotAvailable: The service is unavailable."],
    [
      "gone",
      "users/adele.vance@contoso.com",
      "404 Request_ResourceNotFound: Resource 'adele.vance@contoso.com' does not exist or one of its queried reference-property objects are not present.",
    ],
    ["gone", `users/${SENDER}/messages`, "404 ErrorItemNotFound: The specified object was not found in the store."],
    ["expire-token", "users", "401 InvalidAuthenticationToken: Lifetime validation failed, the token is expired."],
    ["gateway-timeout", "users", "504 UnknownError: The request timed out."],
  ] as const)("%s at %s", async (name, path, error) => {
    tenant.state.faults.add({ name, times: 1 });
    expect(outcome(await tenant.ask("GET", path))).toBe(error);
  });
});

test("the journal says which operation each request was", async () => {
  await tenant.ask("GET", "users/adele.vance@contoso.com");
  await tenant.ask("GET", "users/adele.vance@contoso.com/manager");
  await tenant.ask("POST", `users/${SENDER}/sendMail`, { body: {} });
  expect(tenant.state.journal.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    "user.get 200",
    "user.manager 404",
    "mail.send 400",
  ]);
});
