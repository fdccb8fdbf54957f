/** Through a real proxy. Skipped by name where no tinyproxy is installed. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createDirectHttpClient, createHttpClient } from "./create-http-client.ts";
import type { HttpClient, HttpOutcome } from "./http-client.ts";
import { answer, type Loopback, startLoopback } from "./testdata/loopback.ts";
import { createTestAuthority, type TestAuthority } from "./testdata/test-authority.ts";
import {
  freePort,
  isTinyproxyMissing,
  startTinyproxy,
  type Tinyproxy,
  type TinyproxyOptions,
} from "./testdata/tinyproxy.ts";

const USER = { name: "lockbell", password: "p4ss" };
const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"];
const cleanUp: { close(): Promise<void> }[] = [];
let authority: TestAuthority;

beforeAll(async () => {
  authority = await createTestAuthority();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const each of cleanUp.splice(0).reverse()) await each.close();
});

async function proxy(options?: TinyproxyOptions): Promise<Tinyproxy> {
  const made = await startTinyproxy(options);
  cleanUp.push(made);
  return made;
}

async function server(): Promise<Loopback> {
  const tls = await authority.issue(["localhost"]);
  const made = await startLoopback((socket) => void socket.write(answer(200, "in private")), { tls });
  cleanUp.push(made);
  return made;
}

async function ask(url: string, proxyUrl: string | null, timeoutMs = 5_000): Promise<HttpOutcome> {
  return send(createHttpClient({ ca: authority.ca, proxy: proxyUrl }), url, timeoutMs);
}

async function send(client: HttpClient, url: string, timeoutMs = 5_000): Promise<HttpOutcome> {
  cleanUp.push(client);
  return client.send({ method: "POST", url, body: "{}", signal: new AbortController().signal, timeoutMs });
}

function withUser(url: string, user: { readonly name: string; readonly password: string }): string {
  return url.replace("//", `//${user.name}:${encodeURIComponent(user.password)}@`);
}

describe.skipIf(isTinyproxyMissing)("through tinyproxy", () => {
  it("a server is reached by a tunnel, with its own certificate", async () => {
    const [through, to] = [await proxy(), await server()];
    expect(await ask(`${to.url}/secret`, through.url)).toMatchObject({ status: 200, text: "in private" });
    expect(await through.targets()).toEqual([`localhost:${to.port}`]);
  });

  it("a certificate of another authority is refused as without a proxy", async () => {
    const [through, to] = [await proxy(), await server()];
    const client = createHttpClient({ ca: null, proxy: through.url });
    expect(await send(client, to.url)).toEqual({ kind: "failed", reason: "certificate-untrusted", sent: false });
    expect(to.requests).toEqual([]);
  });

  it("a user and password are shown to the proxy and not to the server", async () => {
    const user = { name: "lockbell", password: "p4ss-word" };
    const [through, to] = [await proxy({ user }), await server()];
    expect(await ask(to.url, withUser(through.url, user))).toMatchObject({ status: 200 });
    expect(to.requests[0]?.toLowerCase()).not.toContain("proxy-authorization");
  });

  it.each([
    ["without a user", undefined],
    ["with a wrong password", { ...USER, password: "wrong" }],
  ])("a proxy that wants a user refuses %s", async (_what, shown) => {
    const [through, to] = [await proxy({ user: USER }), await server()];
    const url = shown === undefined ? through.url : withUser(through.url, shown);
    expect(await ask(to.url, url)).toEqual({ kind: "failed", reason: "proxy-refused", sent: false });
    expect(to.connections()).toBe(0);
  });

  it("a port it does not allow is refused", async () => {
    const [through, to] = [await proxy({ connectPorts: [443] }), await server()];
    expect(await ask(to.url, through.url)).toEqual({ kind: "failed", reason: "proxy-refused", sent: false });
  });

  it("a server that does not listen is the proxy's refusal", async () => {
    const through = await proxy();
    const url = `https://localhost:${await freePort()}`;
    expect(await ask(url, through.url)).toEqual({ kind: "failed", reason: "proxy-refused", sent: false });
  });

  it("a server that dies with the request is told apart from a proxy that refuses", async () => {
    const tls = await authority.issue(["localhost"]);
    const to = await startLoopback((socket) => void socket.destroy(), { tls });
    cleanUp.push(to);
    const through = await proxy();
    expect(await ask(to.url, through.url)).toEqual({ kind: "failed", reason: "connection-lost", sent: true });
  });

  it("the environment's proxy counts where none is configured, and NO_PROXY takes hosts out", async () => {
    for (const name of VARIABLES) vi.stubEnv(name, undefined);
    const [through, to] = [await proxy(), await server()];
    vi.stubEnv("HTTPS_PROXY", through.url.replace("http://", ""));
    expect(await ask(to.url, null)).toMatchObject({ status: 200 });
    expect(await through.targets()).toHaveLength(1);
    vi.stubEnv("NO_PROXY", "contoso.com,localhost");
    expect(await ask(to.url, null)).toMatchObject({ status: 200 });
    expect(await through.targets()).toHaveLength(1);
  });

  it("a direct client passes by both", async () => {
    const to = await server();
    vi.stubEnv("https_proxy", `http://127.0.0.1:${await freePort()}`);
    expect(await send(createDirectHttpClient({ ca: authority.ca }), to.url)).toMatchObject({ status: 200 });
  });

  it("plain http is forwarded, and refused with it", async () => {
    const to = await startLoopback((socket) => void socket.write(answer(200, "plain")));
    cleanUp.push(to);
    expect(await ask(to.url, (await proxy()).url)).toMatchObject({ text: "plain" });
    const strict = await proxy({ user: USER });
    expect(await ask(to.url, strict.url)).toEqual({ kind: "failed", reason: "proxy-refused", sent: false });
  });
});

describe("a proxy", () => {
  it("that does not listen fails as a server would, before anything is sent", async () => {
    const to = await server();
    const dead = `http://127.0.0.1:${await freePort()}`;
    expect(await ask(to.url, dead)).toEqual({ kind: "failed", reason: "connection-refused", sent: false });
    expect(await ask(to.url, "http://proxy.invalid:3128")).toMatchObject({ reason: "host-not-found", sent: false });
  });

  it.each([
    ["says nothing", () => {}, "connection-timed-out"],
    ["hangs up", (socket: { end(): unknown }) => void socket.end(), "proxy-refused"],
  ] as const)("that %s is left", async (_what, behave, reason) => {
    const silent = await startLoopback(behave);
    cleanUp.push(silent);
    const to = await server();
    expect(await ask(to.url, silent.url, 200)).toEqual({ kind: "failed", reason, sent: false });
    expect(silent.requests[0]).toMatch(/^CONNECT localhost:\d+ HTTP\/1\.1\r\n/);
  });

  it.each(["not a proxy", "socks5://127.0.0.1:1080", "http://"])("that is no address (%s) is refused", async (text) => {
    expect(await ask("https://localhost:1", text)).toEqual({ kind: "failed", reason: "proxy-refused", sent: false });
  });
});
