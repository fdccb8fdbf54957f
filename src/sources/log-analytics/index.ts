import type { SourceDefinition } from "../source.ts";
import { checkWorkspace } from "./check-workspace.ts";
import type { LogAnalyticsConfig } from "./config.ts";
import { createLogAnalyticsSource } from "./log-analytics-source.ts";

/** Tables of a Log Analytics workspace that hold refusals. */
export const logAnalyticsSource: SourceDefinition<LogAnalyticsConfig> = {
  type: "log-analytics",
  create: (config, settings) => createLogAnalyticsSource(config, settings),
  check: (config, settings, signal) => checkWorkspace(config, settings, signal),
};
