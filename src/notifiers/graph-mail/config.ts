import { z } from "zod";
import { addressSchema } from "../../platform/address-schema.ts";

/** How messages are sent. */
const MAIL_WAYS = ["auto", "draft", "direct"] as const;

/** The configuration of a `graph-mail` notifier; its texts are its reference page. */
export const graphMailConfig = z.strictObject({
  type: z
    .literal("graph-mail")
    .describe("Sends each message from an Exchange Online mailbox, through Microsoft Graph."),
  from: addressSchema.describe("The mailbox messages are sent from, by its address; best a shared mailbox of its own."),
  replyTo: addressSchema.optional().describe("Where answers go, if not to the sender."),
  way: z
    .enum(MAIL_WAYS)
    .default("auto")
    .describe(
      "`draft`: each message is made a draft, then sent, and a lost answer is cleared up by looking at that draft; needs the application permissions Mail.ReadWrite and Mail.Send. `direct`: it is sent in one step; needs Mail.Send, and with Mail.Read a lost answer is cleared up by looking for the message; without, it stays `unknown`. `auto`: `draft` if its permissions are there, else `direct`.",
    ),
  messagesPerMinute: z
    .int()
    .min(1)
    .default(30)
    .describe("The most messages within any minute. Exchange Online delays or returns what goes beyond 30 a mailbox."),
  messagesPerDay: z
    .int()
    .min(1)
    .default(10_000)
    .describe(
      "The most messages within any 24 hours. Exchange Online allows a mailbox 10,000 recipients; leave room for whoever else sends from it.",
    ),
});

/** A `graph-mail` notifier's configuration after validation. */
export type GraphMailConfig = z.output<typeof graphMailConfig>;
