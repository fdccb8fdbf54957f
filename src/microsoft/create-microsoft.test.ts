/** Requests with tokens: what is sent, what is logged, when a token is new, and what happens without one. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CredentialsConfig } from "./config.ts";
import type { Microsoft, MicrosoftApi } from "./microsoft.ts";
import { type Installation, startInstallation } from "./testdata/installation.ts";
import { CLIENT, GRAPH, LOG_ANALYTICS, RESOURCE_MANAGER } from "./testdata/test-entra.ts";

const SECRET: CredentialsConfig = { type: "client-secret", clientId: CLIENT, clientSecret: "first-secret" };
const MINUTE = 60_000;
/** The login library reckons in whole seconds of the machine's clock, which runs on while ours stands still. */
const SLACK = 2_000;
let installation: Installation;
let microsoft: Microsoft;

beforeEach(async () => {
  installation = await startInstallation();
  microsoft = installation.open(SECRET);
});

afterEach(async () => {
  await installation.close();
});

const ask = (...more: [signal?: AbortSignal]): ReturnType<Installation["ask"]> =>
  installation.ask(microsoft, "graph", ...more);
/** Once so many requests for a token have had their end, as the log says. Who has a valid token does not wait for that. */
const ended = (count: number): Promise<void> =>
  vi.waitFor(() => expect(logged().filter(({ msg }) => /^token\./.test(String(msg)))).toHaveLength(count));
const issued = (): number => installation.entra.tokens.length;
const logged = (): readonly { readonly [name: string]: unknown }[] => installation.log.map((line) => JSON.parse(line));

describe("a request", () => {
  it("carries the token, an id of its own, our name, and what was asked", async () => {
    const signal = new AbortController().signal;
    await microsoft.request({
      api: "graph",
      method: "POST",
      path: "/users/a/messages",
      headers: { Prefer: 'IdType="ImmutableId"', "User-Agent": "another" },
      body: "{}",
      signal,
      timeoutMs: 5_000,
    });
    const [{ path, headers, body }] = installation.entra.apiRequests as [(typeof installation.entra.apiRequests)[0]];
    expect([path, body]).toEqual(["/v1.0/users/a/messages", "{}"]);
    expect(headers).toMatchObject({
      authorization: `Bearer ${installation.entra.tokens[0]}`,
      "client-request-id": "00000000-0000-4000-8000-000000000001",
      prefer: 'IdType="ImmutableId"',
    });
    expect(headers["user-agent"]).toMatch(/^lockbell\/\d+\.\d+\.\d+/);
  });

  it.each<[MicrosoftApi, string, string, string]>([
    ["graph", "/users?$top=1", "/v1.0/users?$top=1", GRAPH],
    ["graph-beta", "/security/tiIndicators", "/beta/security/tiIndicators", GRAPH],
    ["log-analytics", "/workspaces/w/query", "/v1/workspaces/w/query", LOG_ANALYTICS],
    ["sentinel", "/workspaces/w:upload", "/workspaces/w:upload?api-version=2024-02-01-preview", RESOURCE_MANAGER],
    ["sentinel", "/w?a=b", "/w?a=b&api-version=2024-02-01-preview", RESOURCE_MANAGER],
  ])("to %s for %s goes to %s, with a token for %s", async (api, path, address, audience) => {
    const signal = new AbortController().signal;
    const outcome = await microsoft.request({ api, method: "GET", path, signal, timeoutMs: 5_000 });

    expect(outcome).toMatchObject({ kind: "answer", status: 200 });
    expect(installation.entra.apiRequests.map((request) => request.path)).toEqual([address]);
    expect(installation.entra.tokenRequests.map(({ scope }) => scope)).toEqual([`${audience}/.default`]);
  });

  it("is logged with ids and figures, without anything it was about", async () => {
    await ask();
    expect(logged().at(-1)).toMatchObject({
      level: 20,
      msg: "microsoft.answered",
      api: "graph",
      status: 200,
      durationMs: 0,
      clientRequestId: "00000000-0000-4000-8000-000000000001",
      requestId: "5f0d2f2e-0000-4000-8000-000000000001",
    });
    installation.entra.oddTokens.push({
      status: 400,
      body: { error: "invalid_client", error_description: "AADSTS7000222: anna.sato@contoso.com" },
    });
    installation.clock.advance(3_610_000);
    await ask();
    const text = installation.log.join("");
    for (const secret of [...installation.entra.tokens, "first-secret", "anna.sato", "localhost", "https:"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("that fails on the way is logged by the failure's name", async () => {
    await ask();
    await installation.entra.close();
    const outcome = await ask();
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(logged().at(-1)).toMatchObject({ status: null, reason: outcome.kind === "failed" && outcome.reason });
  });
});

describe("a token", () => {
  it("is asked for once, however many wait for it", async () => {
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map((each) => each.kind === "answer" && each.status)).toEqual([200, 200, 200, 200]);
    expect(issued()).toBe(1);
  });

  it.each([
    ["an hour", 3600, 55 * MINUTE, 1],
    ["an hour", 3600, 55 * MINUTE, 2],
    ["a day", 86_400, (24 * 60 - 5) * MINUTE, 1],
    ["a day", 86_400, (24 * 60 - 5) * MINUTE, 2],
    ["six minutes", 360, 3 * MINUTE, 1],
    ["six minutes", 360, 3 * MINUTE, 2],
  ])("that lasts %s (%i s) is renewed in time: around %i ms there are %i", async (_what, life, after, count) => {
    installation.entra.lifetime = life;
    await ask();
    installation.clock.advance(after + (count === 2 ? SLACK : -SLACK));
    expect(await ask()).toMatchObject({ status: 200 });
    await ended(count);
    expect(issued()).toBe(count);
  });

  it("goes on while it is valid though it cannot be renewed, and is renewed a little later", async () => {
    await ask();
    installation.clock.advance(56 * MINUTE);
    installation.entra.oddTokens.push({ status: 503 }, { status: 503 });
    for (let n = 0; n < 5; n += 1) {
      expect(await ask()).toMatchObject({ status: 200 });
      await ended(2);
    }
    expect(installation.entra.oddTokens).toHaveLength(1);
    installation.clock.advance(31_000);
    await ask();
    await ended(3);
    expect([installation.entra.oddTokens.length, issued()]).toEqual([0, 1]);
    installation.clock.advance(31_000);
    await ask();
    await ended(4);
    expect(issued()).toBe(2);
  });

  it("goes on while it is valid though its renewal hangs, and nobody waits for that", async () => {
    await ask();
    installation.clock.advance(56 * MINUTE);
    const { promise, resolve } = Promise.withResolvers<void>();
    installation.entra.onToken = () => promise;
    for (let n = 0; n < 3; n += 1) expect(await ask()).toMatchObject({ status: 200 });
    expect(issued()).toBe(1);
    resolve();
    await ended(2);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(issued()).toBe(2);
    expect(new Set(installation.entra.apiRequests.map(({ headers }) => headers.authorization)).size).toBe(2);
  });

  it("that has ended is not sent", async () => {
    await ask();
    installation.clock.advance(60 * MINUTE + SLACK);
    installation.entra.oddTokens.push({ status: 503 });
    expect(await ask()).toEqual({ kind: "failed", reason: "login-unreachable", sent: false });
    expect(installation.entra.apiRequests).toHaveLength(1);
  });

  it("that an API refuses is replaced, and the request sent once more", async () => {
    await ask();
    installation.entra.expireTokens();
    expect(await ask()).toMatchObject({ status: 200 });
    expect([issued(), installation.entra.apiRequests.length]).toEqual([2, 3]);
    const ids = installation.entra.apiRequests.map(({ headers }) => headers["client-request-id"]);
    expect(new Set(ids).size).toBe(3);
  });

  it("that is refused to many at once is replaced once", async () => {
    await ask();
    installation.entra.expireTokens();
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.every((each) => each.kind === "answer" && each.status === 200)).toBe(true);
    expect(issued()).toBe(2);
  });

  it("that is refused twice leaves it at that", async () => {
    const refusal = { status: 401, body: { error: { code: "InvalidAuthenticationToken" } } };
    installation.entra.oddAnswers.push(refusal, refusal);
    expect(await ask()).toMatchObject({ kind: "answer", status: 401 });
    expect([issued(), installation.entra.apiRequests.length]).toEqual([2, 2]);
  });

  it.each(["InvalidAuthenticationToken", "InvalidTokenError", "AuthenticationFailed"])(
    "that is refused with 403 and %s is replaced as well",
    async (code) => {
      await ask();
      installation.entra.oddAnswers.push({ status: 403, body: { error: { code: "Forbidden", innererror: { code } } } });
      expect(await ask()).toMatchObject({ status: 200 });
      expect([issued(), installation.entra.apiRequests.length]).toEqual([2, 3]);
    },
  );

  it.each(["InvalidAuthenticationTokenAudience", "InsufficientAccessError", "ErrorAccessDenied"])(
    "is not at fault when 403 says %s, and another would be no better",
    async (code) => {
      installation.entra.oddAnswers.push({ status: 403, body: { error: { code } } });
      expect(await ask()).toMatchObject({ kind: "answer", status: 403 });
      expect([issued(), installation.entra.apiRequests.length]).toEqual([1, 1]);
    },
  );

  it("that is refused and cannot be replaced is named by what is in the way", async () => {
    await ask();
    installation.entra.expireTokens();
    installation.entra.oddTokens.push({ status: 401, body: { error: "invalid_client", error_codes: [7000222] } });
    const outcome = await ask();
    expect(outcome).toEqual({ kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000222" });
  });
});

describe("the login service", () => {
  it("that asks to wait is left alone for so long, by every API", async () => {
    installation.entra.oddTokens.push({ status: 429, headers: { "Retry-After": "120" }, body: {} });
    const throttled = { kind: "failed", reason: "login-throttled", sent: false, retryAfterMs: 120_000 };
    expect(await ask()).toEqual(throttled);
    installation.clock.advance(119_000);
    expect(await installation.ask(microsoft, "log-analytics")).toEqual({ ...throttled, retryAfterMs: 1_000 });
    installation.clock.advance(1_000);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it("that throttles without a time is left alone for half a minute", async () => {
    installation.entra.oddTokens.push({ status: 429 });
    expect(await ask()).toMatchObject({ reason: "login-throttled" });
    expect(await ask()).toMatchObject({ reason: "login-throttled", retryAfterMs: 30_000 });
  });

  it.each([
    [{ status: 500, body: "oops" }, "login-unreachable", undefined],
    [{ status: 503, body: {} }, "login-unreachable", undefined],
    [{ status: 408, body: { error: "timeout", error_codes: [90_014] } }, "login-unreachable", undefined],
    [{ status: 302, headers: { Location: "https://portal.contoso.com" } }, "login-unreachable", undefined],
    [{ status: 200, body: "<html>Sign in to the guest network</html>" }, "login-unreachable", undefined],
    [{ status: 403, body: "<html>Forbidden</html>" }, "login-unreachable", undefined],
    [
      { status: 400, body: { error: "temporarily_unavailable", error_codes: [90_033] } },
      "login-unreachable",
      undefined,
    ],
    [
      { status: 400, body: { error: "unauthorized_client", error_codes: [700_016] } },
      "credential-refused",
      "AADSTS700016",
    ],
    [
      { status: 400, body: { error: "invalid_request", error_description: "AADSTS90002: x" } },
      "credential-refused",
      "AADSTS90002",
    ],
    [{ status: 400, body: { error: "invalid_grant" } }, "credential-refused", undefined],
    [{ status: 400, body: { error: "x", error_codes: ["<b>anna.sato@contoso.com"] } }, "credential-refused", undefined],
  ])("that answers %j is %s", async (odd, reason, detail) => {
    installation.entra.oddTokens.push(odd);
    const outcome = await ask();
    expect(outcome).toEqual({ kind: "failed", reason, sent: false, ...(detail === undefined ? {} : { detail }) });
  });

  it("that cannot be trusted is unreachable, and nothing is shown to it", async () => {
    microsoft = installation.open(SECRET, { ca: null });
    expect(await ask()).toEqual({
      kind: "failed",
      reason: "login-unreachable",
      sent: false,
      detail: "certificate-untrusted",
    });
    expect(installation.entra.tokenRequests).toEqual([]);
  });
});

describe("giving up", () => {
  it("while a token is awaited ends this request and not the others that wait", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    installation.entra.onToken = () => {
      controller.abort();
      return promise;
    };
    const [given, other] = [ask(controller.signal), ask()];
    expect(await given).toEqual({ kind: "failed", reason: "aborted", sent: false });
    resolve();
    expect(await other).toMatchObject({ status: 200 });
    expect(issued()).toBe(1);
  });

  it("before anything was begun sends nothing", async () => {
    expect(await ask(AbortSignal.abort())).toEqual({ kind: "failed", reason: "aborted", sent: false });
    expect(await microsoft.identify("graph", AbortSignal.abort())).toMatchObject({ reason: "aborted" });
    expect(issued()).toBe(0);
  });

  it("altogether ends a request for a token", async () => {
    installation.entra.onToken = () => new Promise(() => void microsoft.close());
    expect(await ask()).toEqual({ kind: "failed", reason: "login-unreachable", sent: false, detail: "aborted" });
  });
});

it("the login library is loaded with the first request and not before", async () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    const { createMicrosoft } = await import("./create-microsoft.ts");
    const { CLOUDS } = await import("./clouds.ts");
    const none = { send: async () => ({ kind: "failed", reason: "host-not-found", sent: false }), close: async () => {} };
    const logger = { debug() {} };
    const clock = { now: () => Date.now() };
    const http = { ca: null, proxy: null };
    const credentials = { type: "client-secret", clientId: "${CLIENT}", clientSecret: "x" };
    const tenantId = "${CLIENT}";
    const microsoft = createMicrosoft({ endpoints: CLOUDS.public, tenantId, credentials, baseDir: ".", http, client: none, clock, logger });
    const before = loaded.includes("@azure/identity");
    const outcome = await microsoft.request({ api: "graph", method: "GET", path: "/", signal: new AbortController().signal, timeoutMs: 100 });
    console.log(before, loaded.includes("@azure/identity"), outcome.reason);
    await microsoft.close();
  `;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: import.meta.dirname });
  expect(stdout.trim()).toBe("false true login-unreachable");
});
