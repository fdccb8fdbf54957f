import type { SourceDefinition } from "../source.ts";
import { checkExports } from "./check-exports.ts";
import type { DocumentLogConfig } from "./config.ts";
import { createDocumentLogSource } from "./document-log-source.ts";

/** What the service knows of tracked documents, exported to files. It tells of no refusals. */
export const documentLogSource: SourceDefinition<DocumentLogConfig> = {
  type: "document-log",
  create: (config, settings) => createDocumentLogSource(config, settings),
  check: (config, settings, signal) => checkExports(config, settings, signal),
};
