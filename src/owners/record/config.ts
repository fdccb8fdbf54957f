import { z } from "zod";

/** The configuration of a `record` step; its text is its reference page. */
export const recordStepConfig = z.strictObject({
  type: z
    .literal("record")
    .describe(
      "The owner as recorded, if that is exactly one valid address and, where `domains` is configured, one of ours.",
    ),
});

/** A `record` step's configuration after validation. */
export type RecordStepConfig = z.output<typeof recordStepConfig>;
