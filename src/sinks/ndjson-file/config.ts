import { z } from "zod";

/** The configuration of an `ndjson-file` sink; its texts are its reference page. */
export const ndjsonFileConfig = z.strictObject({
  type: z.literal("ndjson-file").describe("Appends every refusal to a file, one JSON object a line."),
  path: z
    .string()
    .min(1)
    .describe("The file that is appended to. It and its folder are made if they are missing, for their owner only."),
});

/** An `ndjson-file` sink's configuration after validation. */
export type NdjsonFileConfig = z.output<typeof ndjsonFileConfig>;
