import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-main-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
  }
  await rm(folder, { recursive: true });
});

function start(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "--data", folder, ...words], { stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<number | string | null> {
  const [code, signal] =
    child.exitCode === null && child.signalCode === null
      ? await once(child, "exit")
      : [child.exitCode, child.signalCode];
  return (code as number | null) ?? (signal as string);
}

async function ready(child: ReturnType<typeof start>): Promise<Record<string, string>> {
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as Record<string, string>;
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) {
    all += String(chunk);
  }
  return all;
}

test("--json: one line says all that a client needs, and the authority is where it was asked for", async () => {
  const ca = join(folder, "ca.pem");
  const child = start("--json", "--ca", ca, "--fault", "throttle:times=1");
  const facts = await ready(child);
  expect(facts).toEqual({
    url: expect.stringMatching(/^https:\/\/localhost:\d+$/),
    pageUrl: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    ca,
    tenantId: "c9889dcc-77d4-468a-a8e9-e52ab1f7b1d0",
    workspaceId: "c44f5660-1ce2-4508-a762-a7a0e415d5af",
    clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    clientSecret: expect.any(String),
    mailbox: "document-protection@contoso.com",
    managedIdentityClientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    managedIdentityEnv: { IDENTITY_ENDPOINT: `${facts["pageUrl"]}/msi/token`, IDENTITY_HEADER: expect.any(String) },
    shiftSeconds: 0,
  });
  const pem = await readFile(ca, "utf8");
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\s*$/);
  const faults = await fetch(`${facts["pageUrl"]}/emulator/faults`);
  expect(await faults.json()).toEqual({ faults: [{ name: "throttle", times: 1 }] });

  const said = text(child.stderr);
  child.kill("SIGTERM");
  expect(await ended(child)).toBe(0);
  expect(await said).toContain("Login, Graph, Log Analytics and Sentinel: https://localhost:");
  expect(await said).not.toContain(facts["clientSecret"]);
});

test("--die-with-parent: it ends when its standard input does", async () => {
  const child = start("--json", "--die-with-parent");
  await ready(child);
  child.stdin.end();
  expect(await ended(child)).toBe(0);
});

test("--help shows flags and examples", async () => {
  const child = start("--help");
  const help = await text(child.stdout);
  expect(help).toMatch(/--fault NAME/);
  expect(help).toMatch(/npm run emulator -- --ca ca\.pem/);
  expect(await ended(child)).toBe(0);
});

test("a wrong flag: exit 2 and a sentence", async () => {
  const child = start("--times", "now");
  expect(await text(child.stderr)).toBe('--times is recent or none, not "now"\nSee --help.\n');
  expect(await ended(child)).toBe(2);
});
