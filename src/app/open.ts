/** The composition root: what every command stands on. The parts only a run needs are made in `parts.ts`. */
import { randomBytes } from "node:crypto";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { createMicrosoft } from "../microsoft/create-microsoft.ts";
import type { Microsoft } from "../microsoft/microsoft.ts";
import { LockbellError } from "../platform/errors.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/http/create-http-client.ts";
import { createLogger, type Logger, type LogLevel } from "../runtime/logger.ts";
import { currentHolder, isDead } from "../runtime/process-identity.ts";
import { STORE_REGISTRY } from "../store/registry.ts";
import type { Installation, Store } from "../store/store.ts";
import type { LeaseIdentity } from "../store/with-lease.ts";

export interface App {
  readonly config: Config;
  /** The folder relative paths of the configuration are meant from. */
  readonly baseDir: string;
  readonly store: Store;
  readonly installation: Installation;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly identity: LeaseIdentity;
  /** Microsoft's side; nothing of it is loaded or reached before a part asks. */
  readonly microsoft: Microsoft;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly configFile: string;
  readonly logLevel: LogLevel;
  readonly env?: NodeJS.ProcessEnv;
  /** Injected by tests. */
  readonly clock?: Clock;
}

/** Reads the configuration and opens the store. Errors are LockbellErrors of the CONFIG_… and STORE_… families. */
export async function openApp(options: OpenOptions): Promise<App> {
  const { config, baseDir } = await loadConfig(options.configFile, options.env ?? process.env);
  const entry = STORE_REGISTRY.find(({ type }) => type === config.store.type);
  if (entry === undefined) throw new LockbellError("INTERNAL", `No store of type ${config.store.type}.`);
  const store = await (await entry.load()).open(config.store.settings, { baseDir });
  try {
    const installation = await store.installation(() => ({ secret: randomBytes(32).toString("hex") }));
    const logger = createLogger(options.logLevel);
    const clock = options.clock ?? systemClock;
    const client = createHttpClient(config.http);
    const microsoft = createMicrosoft({
      ...config.microsoft,
      tenantId: config.tenantId,
      baseDir,
      http: config.http,
      client,
      clock,
      logger,
    });
    return {
      config,
      baseDir,
      store,
      installation,
      logger,
      clock,
      microsoft,
      identity: { holder: currentHolder(), isDead },
      async close() {
        try {
          await microsoft.close();
          await client.close();
        } finally {
          await store.close();
        }
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
