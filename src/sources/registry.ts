import type { z } from "zod";
import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import { documentLogConfig } from "./document-log/config.ts";
import { logAnalyticsConfig } from "./log-analytics/config.ts";
import { rmsLogConfig } from "./rms-log/config.ts";
import type { SourceDefinition } from "./source.ts";

/** How a kind of source is found: its type, its configuration, and its code, loaded only when it is used. */
export interface SourceEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** Which of Microsoft's APIs it asks. */
  readonly reaches?: readonly MicrosoftApi[];
  load(): Promise<SourceDefinition<unknown>>;
}

/** Every kind of source there is, by type. The only way to reach one. */
export const SOURCE_REGISTRY: readonly SourceEntry[] = [
  {
    type: "document-log",
    config: documentLogConfig,
    load: async () => (await import("./document-log/index.ts")).documentLogSource,
  },
  {
    type: "log-analytics",
    config: logAnalyticsConfig,
    reaches: ["log-analytics"],
    load: async () => (await import("./log-analytics/index.ts")).logAnalyticsSource,
  },
  { type: "rms-log", config: rmsLogConfig, load: async () => (await import("./rms-log/index.ts")).rmsLogSource },
];
