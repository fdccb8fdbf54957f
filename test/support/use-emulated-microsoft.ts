/** Microsoft in the test's own process: the emulator, and the product's side of it over real TLS, with real tokens. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import type { Application } from "../../emulator/state.ts";
import { type ApiEndpoint, CLOUDS } from "../../src/microsoft/clouds.ts";
import { createMicrosoft } from "../../src/microsoft/create-microsoft.ts";
import { MICROSOFT_APIS, type Microsoft, type MicrosoftApi } from "../../src/microsoft/microsoft.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { createHttpClient } from "../../src/runtime/http/create-http-client.ts";
import type { HttpClient } from "../../src/runtime/http/http-client.ts";
import { createLogger, type Logger } from "../../src/runtime/logger.ts";

/** What parts that reach Microsoft are made with. */
interface PartSettings {
  readonly baseDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly microsoft: Microsoft;
}

export interface EmulatedMicrosoft {
  readonly emulator: Emulator;
  /** The product as the emulator knows it: its secrets, roles and permissions. */
  readonly application: Application;
  readonly settings: PartSettings;
  /** Puts the clock of both sides forward: nobody sleeps here. */
  pass(ms: number): void;
}

/** One emulator for all tests of a file; for each test no faults, a minute that nobody used any of, and a client without tokens. */
export function useEmulatedMicrosoft(): EmulatedMicrosoft {
  let folder: string;
  let emulator: Emulator;
  let client: HttpClient;
  let microsoft: Microsoft;
  let ahead = 0;
  const pass = (ms: number): void => {
    ahead += ms;
  };
  const clock: Clock = { now: () => Date.now() + ahead, sleep: async (ms) => pass(ms) };
  const logger = createLogger("silent");
  const application = (): Application => {
    const [first] = emulator.state.applications;
    if (first === undefined) throw new Error("The emulator has no application.");
    return first;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockbell-emulated-"));
    emulator = await startEmulator({ data: folder, now: clock.now });
    client = createHttpClient({ ca: emulator.ca, proxy: null });
  });
  afterAll(async () => {
    await client.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    emulator.state.faults.clear();
    pass(60_000);
    const { clientId, secrets } = application();
    microsoft = createMicrosoft({
      endpoints: { login: emulator.url, apis: apisAt(emulator.url) },
      tenantId: emulator.state.tenantId,
      credentials: { type: "client-secret", clientId, clientSecret: secrets[0] },
      ...{ baseDir: folder, http: { ca: emulator.ca, proxy: null }, client, clock, logger },
    });
  });
  afterEach(() => microsoft.close());

  return {
    get emulator() {
      return emulator;
    },
    get application() {
      return application();
    },
    get settings() {
      return { baseDir: folder, clock, logger, microsoft };
    },
    pass,
  };
}

/** The public cloud's APIs with their versions and audiences, all at one address. */
function apisAt(url: string): { readonly [Api in MicrosoftApi]: ApiEndpoint } {
  const apis = MICROSOFT_APIS.map((api) => [api, { ...CLOUDS.public.apis[api], url }] as const);
  return Object.fromEntries(apis) as { [Api in MicrosoftApi]: ApiEndpoint };
}
