import { z } from "zod";
import { addressSchema } from "../../platform/address-schema.ts";

/** The configuration of a `file` notifier; its texts are its reference page. */
export const fileNotifierConfig = z.strictObject({
  type: z.literal("file").describe("Writes each message as a file."),
  path: z
    .string()
    .min(1)
    .describe(
      "The folder the messages are written to, one `.eml` file each. It is made if it is missing, for its owner only.",
    ),
  from: addressSchema
    .optional()
    .describe(
      "The sender the messages name. Without it: the brand's contact, else an address that ends in `.invalid`.",
    ),
  replyTo: addressSchema.optional().describe("Where answers go, if not to the sender."),
  messagesPerMinute: z
    .int()
    .min(1)
    .optional()
    .describe(
      "The most messages within any minute, for a program that picks them up and has such a limit. Without it: no limit.",
    ),
  messagesPerDay: z.int().min(1).optional().describe("The most messages within any 24 hours. Without it: no limit."),
});

/** A `file` notifier's configuration after validation. */
export type FileNotifierConfig = z.output<typeof fileNotifierConfig>;
