import { get, type RequestOptions, request } from "node:https";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Emulator, EmulatorOptions } from "./emulator.ts";
import { startEmulator } from "./start-emulator.ts";

let emulator: Emulator | null = null;

afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ data: "missing", ...options });
  return emulator;
}

function ask(url: string, options: RequestOptions = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    }).on("error", reject);
  });
}

test.each(["localhost", "127.0.0.1", "[::1]"])(
  "it answers over TLS at %s, by its own authority alone",
  async (host) => {
    const { url, ca } = await start();
    const address = url.replace("localhost", host);
    expect((await ask(`${address}/common/discovery/instance`, { ca })).status).toBe(200);
    await expect(ask(`${address}/common/discovery/instance`)).rejects.toThrow(/unable to verify|self-signed/);
  },
);

test("each start makes an authority of its own", async () => {
  const first = await start();
  await first.close();
  const second = await start();
  expect(second.ca).not.toBe(first.ca);
  expect(second.ca).not.toContain("PRIVATE KEY");
});

test("an unknown path is answered by the service it belongs to", async () => {
  const { url, ca } = await start();
  const error = async (path: string) => JSON.parse((await ask(`${url}${path}`, { ca })).text) as { error: unknown };
  expect(await error("/v1/nothing")).toMatchObject({ error: { code: "PathNotFoundError" } });
  expect(await error("/v1.0/nothing")).toMatchObject({ error: { code: "BadRequest" } });
  expect(await error("/nothing")).toMatchObject({ error: "invalid_request" });
  expect(await ask(`${url}/v1.0/users/%zz`, { ca })).toMatchObject({
    status: 400,
    text: expect.stringContaining("Invalid URL"),
  });
});

test("page, managed identity and control stand on the other port, in plain http", async () => {
  const { pageUrl, managedIdentityEnv } = await start();
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = managedIdentityEnv;
  const token = await fetch(`${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=https://graph.microsoft.com`, {
    headers: { "X-IDENTITY-HEADER": IDENTITY_HEADER },
  });
  expect(token.status).toBe(200);
  expect((await fetch(`${pageUrl}/emulator/faults`)).status).toBe(200);
  const page = await fetch(pageUrl);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
});

test("it ends within a second although a request hangs, one never ends, and one never began", async () => {
  const { url, pageUrl, ca, state, close } = await start();
  state.faults.add({ name: "slow", operations: ["token"], delayMs: 600_000 });
  const hanging = ask(`${url}/contoso.com/oauth2/v2.0/token`, { ca }).then(
    () => "answered",
    () => "ended",
  );
  const { port, hostname: host } = new URL(url);
  const unfinished = request({ host, port, ca, method: "POST", path: "/v1/x", headers: { "content-length": 10 } });
  unfinished.on("error", () => undefined).write("half");
  const silent = connect(Number(new URL(pageUrl).port), "127.0.0.1").on("error", () => undefined);
  await expect.poll(() => state.journal.length).toBeGreaterThan(0);
  const began = performance.now();
  await close();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await hanging).toBe("ended");
  silent.destroy();
});

test("a port that is taken is an error, and nothing is left listening", async () => {
  const { url, pageUrl } = await start();
  const taken = Number(new URL(url).port);
  await expect(startEmulator({ data: "missing", pagePort: taken })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(startEmulator({ data: "missing", port: Number(new URL(pageUrl).port) })).rejects.toThrow(/EADDRINUSE/);
});

test("tables that queries join are there from the start, and show themselves", async () => {
  const { pageUrl } = await start();
  const page = await (await fetch(`${pageUrl}/tables`)).text();
  for (const name of ["SigninLogs", "ThreatIntelIndicators", "ThreatIntelObjects"]) expect(page).toContain(name);
});
