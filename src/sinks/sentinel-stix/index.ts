import { safeJson } from "../../platform/json.ts";
import type { SinkDefinition } from "../sink.ts";
import { checkUpload } from "./check-upload.ts";
import type { SentinelStixConfig } from "./config.ts";
import { createSentinelStixSink } from "./sentinel-stix-sink.ts";
import { indicatorsOf, uploadBody } from "./upload-body.ts";

/** Objects one request may hold, and requests within a minute, of one user: whatever workspace they go to. Source: Sentinel's upload API, "Throttling limits". */
const OBJECTS = 100;
const REQUESTS = { count: 100, perMs: 60_000 };

/** The `sentinel-stix` sink: every denied event as a STIX indicator in a Microsoft Sentinel workspace, each once. */
export const sentinelStixSink: SinkDefinition<SentinelStixConfig> = {
  type: "sentinel-stix",
  batchSize: () => OBJECTS,
  singleWriter: false,
  pacing: () => ({ resource: "sentinel-upload", limits: [REQUESTS] }),
  skips: () => null,
  preview: (config, batch) => ({
    extension: "json",
    content: `${safeJson(uploadBody(config, indicatorsOf(batch, config)), 2)}\n`,
  }),
  create: (config, { microsoft, clock }) => createSentinelStixSink(config, microsoft, clock),
  check: checkUpload,
};
