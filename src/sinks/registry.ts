import type { z } from "zod";
import type { SinkDefinition } from "./sink.ts";

/** How a kind of sink is found: its type, its configuration, and its code, loaded only when it is used. */
export interface SinkEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  load(): Promise<SinkDefinition<unknown>>;
}

/** Every kind of sink there is, by type. The only way to reach one. */
export const SINK_REGISTRY: readonly SinkEntry[] = [];
