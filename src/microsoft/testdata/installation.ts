/** A product that reaches the login service and APIs of a test, with its log. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import { createHttpClient } from "../../runtime/http/create-http-client.ts";
import type { HttpSettings } from "../../runtime/http/http-client.ts";
import { createTestAuthority, type TestAuthority } from "../../runtime/http/testdata/test-authority.ts";
import { createLogger } from "../../runtime/logger.ts";
import type { CredentialsConfig } from "../config.ts";
import { createMicrosoft } from "../create-microsoft.ts";
import type { ApiOutcome, Microsoft, MicrosoftApi } from "../microsoft.ts";
import { GRAPH, LOG_ANALYTICS, RESOURCE_MANAGER, startTestEntra, TENANT, type TestEntra } from "./test-entra.ts";

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export interface Installation {
  readonly entra: TestEntra;
  readonly authority: TestAuthority;
  readonly folder: string;
  readonly clock: TestClock;
  /** What was logged, at the most talkative level. */
  readonly log: string[];
  /** Makes the product's side. */
  open(credentials: CredentialsConfig, http?: Partial<HttpSettings>): Microsoft;
  /** Asks an API for something. */
  ask(microsoft: Microsoft, api?: MicrosoftApi, signal?: AbortSignal): Promise<ApiOutcome>;
  write(name: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. `identityPort`: the login library keeps the first address of a managed identity it meets for the life of the process. */
export async function startInstallation(identityPort = 0): Promise<Installation> {
  const authority = await createTestAuthority();
  const entra = await startTestEntra(authority, identityPort);
  const folder = await mkdtemp(join(tmpdir(), "lockbell-microsoft-"));
  const log: string[] = [];
  const opened: { close(): Promise<void> }[] = [];
  let now = Date.parse("2026-11-22T12:00:00Z");
  let ids = 0;
  const clock: TestClock = {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
  return {
    entra,
    authority,
    folder,
    clock,
    log,
    open(credentials, http = {}) {
      const settings: HttpSettings = { ca: authority.ca, proxy: null, ...http };
      const client = createHttpClient(settings);
      const microsoft = createMicrosoft({
        endpoints: {
          login: entra.url,
          apis: {
            graph: { url: entra.url, version: "v1.0", versionIn: "path", audience: GRAPH },
            "graph-beta": { url: entra.url, version: "beta", versionIn: "path", audience: GRAPH },
            "log-analytics": { url: entra.url, version: "v1", versionIn: "path", audience: LOG_ANALYTICS },
            sentinel: { url: entra.url, version: "2024-02-01-preview", versionIn: "query", audience: RESOURCE_MANAGER },
          },
        },
        tenantId: TENANT,
        credentials,
        baseDir: folder,
        http: settings,
        client,
        clock,
        logger: createLogger("trace", { write: (line: string) => void log.push(line) }),
        newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`,
      });
      opened.push(microsoft, client);
      return microsoft;
    },
    ask(microsoft, api = "graph", signal = new AbortController().signal) {
      return microsoft.request({ api, method: "GET", path: "/users/anna.sato%40contoso.com", signal, timeoutMs: 5_000 });
    },
    write: (name, text) => writeFile(join(folder, name), text),
    async close() {
      for (const each of opened) await each.close();
      await entra.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
