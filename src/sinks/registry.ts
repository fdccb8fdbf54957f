import type { z } from "zod";
import { ndjsonFileConfig } from "./ndjson-file/config.ts";
import type { SinkDefinition } from "./sink.ts";

/** How a kind of sink is found: its type, its configuration, and its code, loaded only when it is used. */
export interface SinkEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** The key of a path that it writes to and no other part may. */
  readonly ownPath?: string;
  load(): Promise<SinkDefinition<unknown>>;
}

/** Every kind of sink there is, by type. The only way to reach one. */
export const SINK_REGISTRY: readonly SinkEntry[] = [
  {
    type: "ndjson-file",
    config: ndjsonFileConfig,
    ownPath: "path",
    load: async () => (await import("./ndjson-file/index.ts")).ndjsonFileSink,
  },
];
