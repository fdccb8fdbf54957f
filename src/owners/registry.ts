import type { z } from "zod";
import type { OwnerStepDefinition } from "./owner-step.ts";

/** How a kind of ladder step is found: its type, its configuration, and its code, loaded only when it is used. */
export interface OwnerStepEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  load(): Promise<OwnerStepDefinition<unknown>>;
}

/** Every kind of step there is, by type. The only way to reach one. */
export const OWNER_STEP_REGISTRY: readonly OwnerStepEntry[] = [];
