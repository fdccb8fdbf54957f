import type { z } from "zod";
import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import { delegateStepConfig } from "./delegate/config.ts";
import { directoryFileConfig } from "./directory-file/config.ts";
import { graphStepConfig } from "./graph/config.ts";
import type { OwnerStepDefinition } from "./owner-step.ts";
import { recordStepConfig } from "./record/config.ts";
import { securityStepConfig } from "./security/config.ts";

/** How a kind of ladder step is found: its type, its configuration, and its code, loaded only when it is used. */
export interface OwnerStepEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** Which of Microsoft's APIs it asks. */
  readonly reaches?: readonly MicrosoftApi[];
  load(): Promise<OwnerStepDefinition<unknown>>;
}

/** Every kind of step there is, by type. The only way to reach one. */
export const OWNER_STEP_REGISTRY: readonly OwnerStepEntry[] = [
  {
    type: "graph",
    config: graphStepConfig,
    reaches: ["graph"],
    load: async () => (await import("./graph/index.ts")).graphStep,
  },
  { type: "record", config: recordStepConfig, load: async () => (await import("./record/index.ts")).recordStep },
  {
    type: "directory-file",
    config: directoryFileConfig,
    load: async () => (await import("./directory-file/index.ts")).directoryFileStep,
  },
  {
    type: "delegate",
    config: delegateStepConfig,
    load: async () => (await import("./delegate/index.ts")).delegateStep,
  },
  {
    type: "security",
    config: securityStepConfig,
    load: async () => (await import("./security/index.ts")).securityStep,
  },
];
