import type { z } from "zod";
import { rmsLogConfig } from "./rms-log/config.ts";
import type { SourceDefinition } from "./source.ts";

/** How a kind of source is found: its type, its configuration, and its code, loaded only when it is used. */
export interface SourceEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  load(): Promise<SourceDefinition<unknown>>;
}

/** Every kind of source there is, by type. The only way to reach one. */
export const SOURCE_REGISTRY: readonly SourceEntry[] = [
  { type: "rms-log", config: rmsLogConfig, load: async () => (await import("./rms-log/index.ts")).rmsLogSource },
];
