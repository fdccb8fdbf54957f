import type { OwnerStepDefinition } from "../owner-step.ts";
import { createAsker } from "./asker.ts";
import { checkDirectory } from "./check-directory.ts";
import type { GraphStepConfig } from "./config.ts";
import { createDirectory } from "./directory.ts";
import { createGraphStep } from "./graph-step.ts";
import { rememberDirectory } from "./remembered-directory.ts";

/** The `graph` step: the owner as Microsoft Graph knows him. A step lasts for one run: what was found out about the directory's state ends with it. */
export const graphStep: OwnerStepDefinition<GraphStepConfig> = {
  type: "graph",
  create(config, settings) {
    const directory = createDirectory(createAsker(settings));
    const { memory, clock } = settings;
    return createGraphStep(config, rememberDirectory(directory, { memory, clock, lifetimes: config.cache }));
  },
  check: (config, settings, signal) => checkDirectory(config, settings, signal),
};
