import type { SourceDefinition } from "../source.ts";
import { checkLogs } from "./check-logs.ts";
import type { RmsLogConfig } from "./config.ts";
import { createRmsLogSource } from "./rms-log-source.ts";

/** Usage logs of Azure Rights Management, as files. */
export const rmsLogSource: SourceDefinition<RmsLogConfig> = {
  type: "rms-log",
  create: (config, settings) => createRmsLogSource(config, settings),
  check: (config, settings) => checkLogs(config, settings.baseDir),
};
