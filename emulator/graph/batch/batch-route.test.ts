import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ALL_ROLES,
  base64Mime,
  createGraphTenant,
  type GraphTenant,
  IMMUTABLE,
  SENDER,
} from "../testing/graph-tenant.ts";
import { describeEndpoint } from "../testing/wrong-requests.ts";

let tenant: GraphTenant;
beforeAll(async () => {
  tenant = await createGraphTenant();
});
beforeEach(() => tenant.grant(ALL_ROLES));

interface Step {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
  readonly body: any;
}

async function batch(requests: readonly object[], version = "v1.0"): Promise<ReadonlyMap<string, Step>> {
  const { status, body } = await tenant.ask("POST", `/${version}/$batch`, { body: { requests } });
  expect(status).toBe(200);
  return new Map(body.responses.map((step: Step) => [step.id, step]));
}

test("each request has a status, headers and a body of its own, and their order is not the batch's", async () => {
  const requests = [
    { id: "a", method: "GET", url: "/users/adele.vance@contoso.com?$select=mail" },
    { id: "b", method: "get", url: "users/nobody@contoso.com" },
    { id: "c", method: "GET", url: "/users?$filter=mail eq 'anna.sato@contoso.com'&$select=mail" },
  ];
  const { body } = await tenant.ask("POST", "$batch", { body: { requests } });
  expect(body.responses.map(({ id }: Step) => id)).toEqual(["c", "b", "a"]);
  const answers = await batch(requests);
  expect(answers.get("a")).toMatchObject({ status: 200, body: { mail: "adele.vance@contoso.com" } });
  expect(answers.get("a")?.headers["x-ms-resource-unit"]).toBe("1");
  expect(answers.get("b")).toMatchObject({ status: 404, body: { error: { code: "Request_ResourceNotFound" } } });
  expect(answers.get("c")).toMatchObject({ status: 200, body: { value: [{ mail: "anna.sato@contoso.com" }] } });
});

test("mail goes through a batch as it goes without one", async () => {
  const answers = await batch(
    [
      {
        id: "1",
        method: "POST",
        url: `/users/${SENDER}/messages`,
        headers: { "Content-Type": "text/plain", ...IMMUTABLE },
        body: base64Mime({ To: "anna.sato@contoso.com", Subject: "Batched" }),
      },
      {
        id: "2",
        method: "POST",
        url: `/users/${SENDER}/sendMail`,
        headers: { "Content-Type": "application/json" },
        body: { message: { toRecipients: [{ emailAddress: { address: "anna.sato@contoso.com" } }] } },
      },
    ],
    "beta",
  );
  expect(answers.get("1")).toMatchObject({ status: 201, body: { subject: "Batched", isDraft: true } });
  expect(answers.get("2")?.status).toBe(202);
  expect(answers.get("2")).not.toHaveProperty("body");
});

test("what depends on a failed request is not tried, and what depends on that neither", async () => {
  const answers = await batch([
    { id: "third", method: "GET", url: "/users", dependsOn: ["second"] },
    { id: "first", method: "GET", url: "/users/nobody@contoso.com" },
    { id: "second", method: "GET", url: "/users", dependsOn: ["FIRST"] },
    { id: "free", method: "GET", url: "/users", dependsOn: [] },
  ]);
  expect([...answers.values()].map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
    "first 404",
    "free 200",
    "second 424",
    "third 424",
  ]);
  expect(answers.get("second")?.body.error.code).toBe("FailedDependency");
});

test("permissions hold inside, and a fault befalls the one request", async () => {
  tenant.grant(["User.Read.All"]);
  tenant.state.faults.add({ name: "throttle", operations: ["user.get"], times: 1, delayMs: 7_000 });
  const answers = await batch([
    { id: "1", method: "GET", url: "/users/adele.vance@contoso.com" },
    { id: "2", method: "GET", url: "/groups" },
    { id: "3", method: "GET", url: "/users" },
  ]);
  expect(answers.get("1")).toMatchObject({ status: 429, headers: { "retry-after": "7" } });
  expect(answers.get("2")).toMatchObject({ status: 403, body: { error: { code: "Authorization_RequestDenied" } } });
  expect(answers.get("3")?.status).toBe(200);
});

test("twenty requests to one mailbox run four at once, so that none is refused", async () => {
  const requests = Array.from({ length: 20 }, (_, n) => ({
    id: `${n}`,
    method: "GET",
    url: `/users/${SENDER}/messages`,
  }));
  const answers = await batch(requests);
  expect(new Set([...answers.values()].map(({ status }) => status))).toEqual(new Set([200]));
});

describe("wrong requests", () => {
  const get = (id: string, more: object = {}) => ({ id, method: "GET", url: "/users", ...more });
  const wrong = (requests: unknown, error: string) => ({ body: { requests }, error: `400 BadRequest: ${error}` });

  describeEndpoint("POST /$batch", {
    method: "POST",
    path: "$batch",
    body: { requests: [get("1")] },
    tooLittle: null,
    wrong: {
      "no JSON": {
        body: "{",
        headers: { "content-type": "application/json" },
        error: "400 BadRequest: Invalid batch payload format.",
      },
      "no requests": wrong([], "Invalid batch payload format."),
      "a request that is none": wrong(["GET /users"], "Invalid batch payload format."),
      "twenty-one requests": wrong(
        Array.from({ length: 21 }, (_, n) => get(`${n}`)),
        "Number of batch request steps exceeds the maximum value of 20.",
      ),
      "an id twice, in another case": wrong(
        [get("a"), get("A")],
        "Request Id : A is duplicated. Each request id in a batch must be unique.",
      ),
      "no id": wrong([{ method: "GET", url: "/users" }], "Request id cannot be null or empty."),
      "a number for an id": wrong([{ ...get("1"), id: 1 }], "Request id cannot be null or empty."),
      "a verb that is none": wrong([get("1", { method: "SEND" })], "Request Id : 1 has an invalid method."),
      "a whole URL": wrong([get("1", { url: "https://localhost/v1.0/users" })], "Request Id : 1 has an invalid url."),
      "a batch in a batch": wrong([get("1", { method: "POST", url: "/$batch" })], "Request Id : 1 has an invalid url."),
      "a header that is no text": wrong([get("1", { headers: { prefer: 1 } })], "Request Id : 1 has invalid headers."),
      "a body without its type": wrong(
        [get("1", { method: "POST", body: {} })],
        "Write request id : 1 does not contain Content-Type header or body.",
      ),
      "depending on nothing known": wrong(
        [get("1", { dependsOn: ["2"] })],
        "Request Id : 1 depends on the unknown request id : 2.",
      ),
      "depending on each other": wrong(
        [get("1", { dependsOn: ["2"] }), get("2", { dependsOn: ["1"] })],
        "Request Id : 1 is part of a circular dependency.",
      ),
    },
  });
});
