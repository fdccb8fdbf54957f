import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HTTP_FAILURES } from "../runtime/http/http-client.ts";
import { type ClientEndpoint, classify, type Verdict } from "./classify.ts";
import type { ApiOutcome } from "./microsoft.ts";
import { renderCodeTable, renderStatusTables } from "./testdata/verdict-tables.ts";
import { ENDPOINT_RULES } from "./verdict-rules.ts";

const ENDPOINTS = Object.keys(ENDPOINT_RULES) as ClientEndpoint[];
const SENDING: readonly ClientEndpoint[] = ["mail-draft-send", "mail-send"];
const REASON = /^[a-z]+(?:-[a-z]+)*$/;
const NOW = Date.parse("2026-11-22T12:00:00Z");

function answer(status: number, text = "", headers: Readonly<Record<string, string>> = {}): ApiOutcome {
  return { kind: "answer", status, text, headers: new Map(Object.entries(headers)) };
}

function error(status: number, code: string, ...inner: string[]): ApiOutcome {
  const innererror = inner.reduceRight<object | undefined>(
    (deeper, name) => ({ code: name, innererror: deeper }),
    undefined,
  );
  return answer(status, JSON.stringify({ error: { code, message: "…", innererror } }));
}

function failure(reason: (typeof HTTP_FAILURES)[number], sent: boolean): ApiOutcome {
  return { kind: "failed", reason, sent };
}

describe("a verdict", () => {
  it.each(ENDPOINTS)("is given for every status of %s, `unknown` only where a mail may have left", (endpoint) => {
    for (let status = 100; status <= 599; status += 1) {
      for (const outcome of [answer(status), answer(status, "<html>"), error(status, "SomethingNew")]) {
        const verdict = classify(endpoint, outcome);
        if (verdict.kind !== "done") expect(verdict.reason).toMatch(REASON);
        if (verdict.kind === "unknown") expect([SENDING.includes(endpoint), status]).toEqual([true, status]);
      }
    }
  });

  it.each(ENDPOINTS)("is given for every failure of %s, `unknown` only if a mail may have left", (endpoint) => {
    for (const reason of HTTP_FAILURES) {
      for (const sent of [false, true]) {
        const kind = sent && SENDING.includes(endpoint) ? "unknown" : "retry";
        expect(classify(endpoint, failure(reason, sent))).toEqual({ kind, reason });
      }
    }
  });

  it.each(SENDING)("of %s is `unknown` for every status that leaves open whether it was carried out", (endpoint) => {
    const open = [200, 201, 204, 303, 408, 499, 500, 502, 503, 504, 507, 509, 599];
    for (const status of open) expect([status, classify(endpoint, answer(status)).kind]).toEqual([status, "unknown"]);
  });

  it("is never `reject` for what an administrator can mend", () => {
    for (const endpoint of ENDPOINTS) {
      for (const status of [301, 400, 401, 402, 403, 404, 405, 407, 410, 415, 429, 451, 500, 503]) {
        const verdict = classify(endpoint, answer(status, "<html>"));
        expect([endpoint, status, verdict.kind]).not.toContain("reject");
      }
    }
  });

  it("comes whatever the body holds", () => {
    const bodies = fc.oneof(fc.json(), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...ENDPOINTS), fc.integer({ min: 0, max: 999 }), bodies, (endpoint, status, text) => {
        const { kind } = classify(endpoint, answer(status, text));
        expect(kind === "unknown" && !SENDING.includes(endpoint)).toBe(false);
      }),
      { seed: 3 },
    );
  });
});

describe("success is only what is documented", () => {
  it.each([
    ["directory-find", [200]],
    ["directory-read", [200]],
    ["log-analytics-query", [200, 204]],
    ["mail-draft-create", [201]],
    ["mail-draft-send", [202]],
    ["mail-draft-read", [200]],
    ["mail-draft-delete", [204]],
    ["mail-send", [202]],
    ["mail-find", [200]],
    ["sentinel-upload", [200, 201, 202, 204]],
    ["ti-indicators-find", [200]],
    ["ti-indicators-submit", [200, 206]],
  ] as const)("for %s it is %j", (endpoint, expected) => {
    const all = Array.from({ length: 500 }, (_, index) => index + 100);
    expect(all.filter((status) => classify(endpoint, answer(status, "{}")).kind === "done")).toEqual(expected);
  });
});

describe("a token that is refused is never taken for a permission that is missing", () => {
  const codes = [
    "InvalidAuthenticationToken",
    "InvalidAuthenticationTokenAudience",
    "InvalidTokenError",
    "AuthenticationFailed",
  ];
  it.each(codes)("%s", (code) => {
    for (const endpoint of ENDPOINTS) {
      for (const outcome of [error(401, code), error(403, code), error(403, "Forbidden", code)]) {
        expect(classify(endpoint, outcome)).toEqual({ kind: "retry", reason: "token-refused", detail: code });
      }
    }
  });
});

describe("a service is taken for retired only on Graph's own word", () => {
  const ENDPOINTS_OF_IT = ["ti-indicators-find", "ti-indicators-submit"] as const;
  const unknownSegment = (status: number): ApiOutcome =>
    answer(
      status,
      JSON.stringify({ error: { code: "BadRequest", message: "Resource not found for the segment 'tiIndicators'." } }),
    );

  it.each<[string, ApiOutcome, string | undefined]>([
    ["a path its model does not know", unknownSegment(400), "BadRequest"],
    ["the same as 404", unknownSegment(404), "BadRequest"],
    ["404 with a code of its own", error(404, "ResourceNotFound"), "ResourceNotFound"],
    ["404 of the directory behind it", error(404, "Request_ResourceNotFound"), "Request_ResourceNotFound"],
    ["410", error(410, "Gone"), "Gone"],
    ["410 without a word", answer(410, " \r\n"), undefined],
    ["410 by another name", error(410, "ResourceRetired"), "ResourceRetired"],
  ])("%s", (_what, outcome, detail) => {
    for (const endpoint of ENDPOINTS_OF_IT) {
      const told = detail === undefined ? {} : { detail };
      expect(classify(endpoint, outcome)).toEqual({ kind: "reject", reason: "service-retired", ...told });
    }
  });

  it.each<[string, ApiOutcome]>([
    ["a proxy's page", answer(404, "<html>Not found</html>")],
    ["nothing at all", answer(404)],
    ["another API behind a wrong host", error(404, "PathNotFoundError", "WorkspaceNotFoundError")],
    ["a page that is gone", answer(410, "<html>Gone</html>")],
    ["a failure further behind", error(404, "UnknownError")],
  ])("not on %s", (_what, outcome) => {
    for (const endpoint of ENDPOINTS_OF_IT) expect(classify(endpoint, outcome).kind).toBe("retry");
  });

  it("and a body that cannot be read is one bad request, not the end of the service", () => {
    const outcome = answer(
      400,
      JSON.stringify({ error: { code: "BadRequest", message: "Invalid value for tlpLevel." } }),
    );
    expect(classify("ti-indicators-submit", outcome)).toMatchObject({ kind: "reject", reason: "bad-request" });
  });
});

describe("what the services say", () => {
  it.each<[ClientEndpoint, ApiOutcome, Verdict]>([
    ["log-analytics-query", answer(200, ""), { kind: "retry", reason: "empty-answer" }],
    ["log-analytics-query", answer(200, " \r\n"), { kind: "retry", reason: "empty-answer" }],
    ["log-analytics-query", answer(204), { kind: "done" }],
    [
      "log-analytics-query",
      error(400, "BadArgumentError", "SemanticError", "SEM0100"),
      { kind: "reject", reason: "query-refused", detail: "SEM0100" },
    ],
    [
      "log-analytics-query",
      error(400, "BadArgumentError", "SyntaxError"),
      { kind: "reject", reason: "query-refused", detail: "SyntaxError" },
    ],
    [
      "log-analytics-query",
      error(403, "InsufficientAccessError"),
      { kind: "retry", reason: "permission-missing", detail: "InsufficientAccessError", permission: true },
    ],
    [
      "log-analytics-query",
      error(403, "InvalidAuthenticationTokenAudience"),
      { kind: "retry", reason: "token-refused", detail: "InvalidAuthenticationTokenAudience" },
    ],
    [
      "log-analytics-query",
      error(404, "PathNotFoundError", "WorkspaceNotFoundError"),
      { kind: "retry", reason: "workspace-not-found", detail: "WorkspaceNotFoundError" },
    ],
    ["log-analytics-query", answer(504), { kind: "retry", reason: "gateway-timed-out" }],
    [
      "mail-send",
      error(403, "ErrorAccessDenied"),
      { kind: "retry", reason: "permission-missing", detail: "ErrorAccessDenied", permission: true },
    ],
    [
      "mail-draft-send",
      error(403, "ErrorSendAsDenied"),
      { kind: "retry", reason: "sender-not-allowed", detail: "ErrorSendAsDenied", permission: true },
    ],
    [
      "mail-draft-create",
      error(404, "MailboxNotEnabledForRESTAPI"),
      { kind: "retry", reason: "mailbox-not-found", detail: "MailboxNotEnabledForRESTAPI" },
    ],
    [
      "mail-draft-read",
      error(404, "ErrorInvalidUser"),
      { kind: "retry", reason: "mailbox-not-found", detail: "ErrorInvalidUser" },
    ],
    [
      "mail-draft-read",
      error(404, "ErrorItemNotFound"),
      { kind: "absent", reason: "message-not-found", detail: "ErrorItemNotFound" },
    ],
    ["mail-draft-delete", answer(404), { kind: "absent", reason: "message-not-found" }],
    ["mail-send", answer(404), { kind: "retry", reason: "mailbox-not-found" }],
    [
      "mail-send",
      error(400, "ErrorInvalidRecipients"),
      { kind: "reject", reason: "recipient-refused", detail: "ErrorInvalidRecipients" },
    ],
    [
      "mail-send",
      error(400, "ErrorMimeContentInvalidBase64String"),
      { kind: "reject", reason: "bad-request", detail: "ErrorMimeContentInvalidBase64String" },
    ],
    ["mail-send", answer(400, "<html>Bad Request</html>"), { kind: "retry", reason: "unexpected-answer" }],
    ["mail-send", answer(413), { kind: "reject", reason: "too-large" }],
    [
      "mail-send",
      error(400, "ErrorQuotaExceeded"),
      { kind: "retry", reason: "mailbox-full", detail: "ErrorQuotaExceeded" },
    ],
    [
      "mail-send",
      error(507, "ErrorQuotaExceeded"),
      { kind: "retry", reason: "mailbox-full", detail: "ErrorQuotaExceeded" },
    ],
    ["mail-send", answer(503, "", { "retry-after": "9" }), { kind: "unknown", reason: "unavailable" }],
    [
      "mail-draft-create",
      answer(503, "", { "retry-after": "9" }),
      { kind: "retry", reason: "unavailable", retryAfterMs: 9_000 },
    ],
    ["directory-find", answer(200, ""), { kind: "retry", reason: "empty-answer" }],
    [
      "directory-find",
      error(404, "Request_ResourceNotFound"),
      { kind: "retry", reason: "unexpected-answer", detail: "Request_ResourceNotFound" },
    ],
    [
      "directory-read",
      error(404, "Request_ResourceNotFound"),
      { kind: "absent", reason: "not-found", detail: "Request_ResourceNotFound" },
    ],
    ["directory-read", answer(404, "<html>Not found</html>"), { kind: "retry", reason: "unexpected-answer" }],
    [
      "sentinel-upload",
      error(404, "WorkspaceNotFound"),
      { kind: "retry", reason: "workspace-not-found", detail: "WorkspaceNotFound" },
    ],
    ["sentinel-upload", error(400, "BadRequest"), { kind: "reject", reason: "bad-request", detail: "BadRequest" }],
    [
      "sentinel-upload",
      answer(429, '{"statusCode":429,"message":"Rate limit is exceeded."}'),
      { kind: "retry", reason: "throttled" },
    ],
    ["ti-indicators-find", answer(206, '{"value":[]}'), { kind: "retry", reason: "partial-answer" }],
    ["ti-indicators-submit", answer(206, '{"value":[]}'), { kind: "done" }],
    ["ti-indicators-submit", answer(200, ""), { kind: "retry", reason: "empty-answer" }],
    [
      "ti-indicators-submit",
      error(403, "Forbidden"),
      { kind: "retry", reason: "permission-missing", detail: "Forbidden", permission: true },
    ],
    ["ti-indicators-submit", answer(504), { kind: "retry", reason: "gateway-timed-out" }],
    ["mail-find", answer(429), { kind: "retry", reason: "throttled" }],
    [
      "mail-send",
      answer(429, "", { "retry-after": "86400" }),
      { kind: "retry", reason: "throttled", retryAfterMs: 3_600_000 },
    ],
    [
      "mail-send",
      answer(429, "", { "retry-after": "Sun, 22 Nov 2026 12:01:00 GMT" }),
      { kind: "retry", reason: "throttled", retryAfterMs: 60_000 },
    ],
    ["mail-send", answer(401), { kind: "retry", reason: "token-refused" }],
    ["mail-send", answer(302), { kind: "retry", reason: "redirected" }],
    [
      "mail-send",
      { kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000222" },
      { kind: "retry", reason: "credential-refused", detail: "AADSTS7000222" },
    ],
    [
      "mail-send",
      { kind: "failed", reason: "login-throttled", sent: false, retryAfterMs: 7_000 },
      { kind: "retry", reason: "login-throttled", retryAfterMs: 7_000 },
    ],
  ])("%s, %j is %j", (endpoint, outcome, verdict) => {
    expect(classify(endpoint, outcome, NOW)).toEqual(verdict);
  });

  it("of a success is not searched for errors", () => {
    expect(classify("mail-find", error(200, "ErrorAccessDenied"))).toEqual({ kind: "done" });
  });
});

it("the tables people read are what the code does (`--update` writes them)", async () => {
  const path = join(import.meta.dirname, "README.md");
  const page = await readFile(path, "utf8");
  const written = page
    .replace(
      /(<!-- statuses -->\n)[\s\S]*(?=<!-- end of statuses -->)/,
      (_all, start) => `${start}\n${renderStatusTables()}\n\n`,
    )
    .replace(
      /(<!-- codes -->\n)[\s\S]*(?=<!-- end of codes -->)/,
      (_all, start) => `${start}\n${renderCodeTable()}\n\n`,
    );
  expect(written).toContain("| 429 |");
  await expect(written).toMatchFileSnapshot(path);
});
