import type { z } from "zod";
import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import { graphTiIndicatorConfig } from "./graph-tiindicator/config.ts";
import { ndjsonFileConfig } from "./ndjson-file/config.ts";
import { sentinelStixConfig } from "./sentinel-stix/config.ts";
import type { SinkDefinition } from "./sink.ts";

/** How a kind of sink is found: its type, its configuration, and its code, loaded only when it is used. */
export interface SinkEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** Which of Microsoft's APIs it asks. */
  readonly reaches?: readonly MicrosoftApi[];
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
  {
    type: "sentinel-stix",
    config: sentinelStixConfig,
    reaches: ["sentinel"],
    load: async () => (await import("./sentinel-stix/index.ts")).sentinelStixSink,
  },
  {
    type: "graph-tiindicator",
    config: graphTiIndicatorConfig,
    reaches: ["graph-beta"],
    load: async () => (await import("./graph-tiindicator/index.ts")).graphTiIndicatorSink,
  },
];
