/** Tokens and requests through a real proxy. Skipped by name where no tinyproxy is installed. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freePort, isTinyproxyMissing, startTinyproxy, type Tinyproxy } from "../runtime/http/testdata/tinyproxy.ts";
import type { CredentialsConfig } from "./config.ts";
import { type Installation, startInstallation } from "./testdata/installation.ts";
import { CLIENT } from "./testdata/test-entra.ts";

const SECRET: CredentialsConfig = { type: "client-secret", clientId: CLIENT, clientSecret: "first-secret" };
const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"];
const USER = { name: "lockbell", password: "p4ss" };
let installation: Installation;
let proxy: Tinyproxy | undefined;

beforeEach(async () => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  installation = await startInstallation();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await installation.close();
  await proxy?.close();
  proxy = undefined;
});

describe.skipIf(isTinyproxyMissing)("through tinyproxy", () => {
  it("both the login service and the API are reached, with user and password", async () => {
    proxy = await startTinyproxy({ user: USER });
    const url = proxy.url.replace("//", `//${USER.name}:${USER.password}@`);
    expect(await installation.ask(installation.open(SECRET, { proxy: url }))).toMatchObject({ status: 200 });
    const host = new URL(installation.entra.url).host;
    // The login library's own connections would not be among these.
    expect(new Set(await proxy.targets())).toEqual(new Set([host]));
    expect(installation.entra.tokens).toHaveLength(1);
  });

  it("a proxy that refuses keeps us from the login service, and the secret with us", async () => {
    proxy = await startTinyproxy({ user: USER });
    const outcome = await installation.ask(installation.open(SECRET, { proxy: proxy.url }));
    expect(outcome).toEqual({ kind: "failed", reason: "login-unreachable", sent: false, detail: "proxy-refused" });
    expect(installation.entra.tokenRequests).toEqual([]);
  });

  it("the environment's proxy counts, and NO_PROXY", async () => {
    proxy = await startTinyproxy();
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    expect(await installation.ask(installation.open(SECRET))).toMatchObject({ status: 200 });
    const through = (await proxy.targets()).length;
    expect(through).toBeGreaterThan(0);
    vi.stubEnv("NO_PROXY", "localhost");
    expect(await installation.ask(installation.open(SECRET))).toMatchObject({ status: 200 });
    expect(await proxy.targets()).toHaveLength(through);
  });

  it("a managed identity's endpoint is reached without it, the API through it", async () => {
    proxy = await startTinyproxy();
    vi.stubEnv("IDENTITY_ENDPOINT", `${installation.entra.identityUrl}/msi/token`);
    vi.stubEnv("IDENTITY_HEADER", "shibboleth");
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${await freePort()}`);
    const microsoft = installation.open({ type: "managed-identity" }, { proxy: proxy.url });
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(await proxy.targets()).toEqual([new URL(installation.entra.url).host]);
    expect(installation.entra.tokenRequests[0]?.by).toBe("identity-endpoint");
  });
});

it("a proxy that is dead keeps us from the login service", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const outcome = await installation.ask(installation.open(SECRET, { proxy: url }));
  expect(outcome).toEqual({ kind: "failed", reason: "login-unreachable", sent: false, detail: "connection-refused" });
});
