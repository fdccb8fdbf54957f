import { resolve } from "node:path";
import type { SinkDefinition } from "../sink.ts";
import { checkFile } from "./check-file.ts";
import type { NdjsonFileConfig } from "./config.ts";
import { createNdjsonFileSink } from "./ndjson-file-sink.ts";
import { renderLine } from "./render-line.ts";

/** The `ndjson-file` sink: every denied event in full, one JSON object a line, each once. */
export const ndjsonFileSink: SinkDefinition<NdjsonFileConfig> = {
  type: "ndjson-file",
  batchSize: () => 1_000,
  singleWriter: true,
  pacing: () => null,
  skips: () => null,
  preview: (_config, { events }) => ({
    extension: "ndjson",
    content: events.map(({ event }) => renderLine(event)).join(""),
  }),
  create: (config, settings) => createNdjsonFileSink(resolve(settings.baseDir, config.path), settings.clock),
  check: (config, settings) => checkFile(resolve(settings.baseDir, config.path)),
};
