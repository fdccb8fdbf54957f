import { z } from "zod";
import { RESULT_MEANINGS } from "../../event/results.ts";
import { sinceSchema } from "../../platform/since.ts";

const pattern = z.string().min(1, { error: "a path or glob like logs/rmslog-*.log" });

/** The configuration of a `rms-log` source. The texts become its documentation. */
export const rmsLogConfig = z.strictObject({
  path: z
    .union([pattern, z.array(pattern).min(1)])
    .describe(
      "Usage log files, or globs that match them, relative to the configuration file. `\\` separates folders as `/` does. Files may be gzipped.",
    ),
  since: sinceSchema
    .optional()
    .describe(
      "Refusals before this UTC time (2026-11-18T06:00:00Z) are ignored. A duration (7d) means that long before the source is read for the first time; that moment is remembered, until another value stands here. Without it the files are read whole.",
    ),
  results: z
    .record(z.string().min(1), z.enum(RESULT_MEANINGS))
    .default({})
    .describe(
      "What literals of the result column mean, added to the built-in table or overriding it. Upper and lower case are the same.",
    ),
  licenceRequests: z
    .array(z.string().min(1))
    .default([])
    .describe("More request types that ask for a licence to open a document, beside the built-in ones."),
});

/** A parsed configuration of a `rms-log` source. */
export type RmsLogConfig = z.output<typeof rmsLogConfig>;
