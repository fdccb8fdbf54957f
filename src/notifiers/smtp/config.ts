import { isIP } from "node:net";
import { z } from "zod";
import { addressSchema } from "../../platform/address-schema.ts";
import { isLoopback, TLS_MODES } from "./smtp-place.ts";

const HOST = "a host's name or IP address, without a port";
const LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const HOST_NAME = new RegExp(String.raw`^(?=.{1,253}$)${LABEL}(?:\.${LABEL})*$`);

/** What EHLO may say (RFC 5321, 4.1.1.1): a name, or an address in square brackets. */
const GREETING_NAME = new RegExp(String.raw`^(?:(?=.{1,253}$)${LABEL}(?:\.${LABEL})*|\[[0-9A-Fa-f:.IPv]{3,50}\])$`);

/** A password goes nowhere that somebody on the way could read it. */
const PASSWORD_NEEDS_TLS =
  "`required` or `implicit`, because there is a password: without checked TLS anybody on the way could read it (`http.ca` names a certificate authority of your own)";

/** The configuration of an `smtp` notifier; its texts are its reference page. */
export const smtpNotifierConfig = z
  .strictObject({
    type: z.literal("smtp").describe("Sends each message through a mail server."),
    host: z
      .string({ error: HOST })
      .refine((text) => isIP(text) !== 0 || HOST_NAME.test(text), { error: HOST })
      .describe("The mail server: a name or an IP address. Its certificate must be made out for it."),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("The port. Without it: 587, or 465 with `tls: implicit`. On port 465 TLS begins with the first byte."),
    tls: z
      .enum(TLS_MODES)
      .default("required")
      .describe(
        "`required`: STARTTLS, and nothing is sent without it. `implicit`: TLS from the first byte. With both the certificate is checked. `opportunistic`: TLS if the server offers it, its certificate unchecked, else none: keeps out who only listens. `none`: everybody on the way can read the messages. The last two take no password, except on this machine.",
      ),
    user: z
      .string()
      .min(1)
      .optional()
      .describe("Whom to sign in as. Without it: the server is used without signing in."),
    password: z
      .string()
      .min(1)
      .meta({ secret: true })
      .optional()
      .describe("The user's password, as a reference like `${env:SMTP_PASSWORD}`."),
    from: addressSchema.describe("The sender the messages name."),
    replyTo: addressSchema.optional().describe("Where answers go, if not to the sender."),
    envelopeFrom: addressSchema
      .optional()
      .describe("Where the mail server returns what cannot be delivered. Without it: the sender."),
    name: z
      .string()
      .regex(GREETING_NAME, { error: "a host's name, or an IP address in square brackets" })
      .optional()
      .describe("How Lockbell introduces itself to the server (EHLO). Without it: this machine's name."),
    connections: z
      .int()
      .min(1)
      .max(50)
      .default(4)
      .describe("The most connections at a time, of all instances together; each carries one message at a time."),
    messagesPerConnection: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe("The most messages over one connection; then a new one is opened."),
    messagesPerMinute: z.int().min(1).optional().describe("The most messages within any minute. Without it: no limit."),
    messagesPerDay: z.int().min(1).optional().describe("The most messages within any 24 hours. Without it: no limit."),
  })
  .refine(({ user, password }) => password === undefined || user !== undefined, {
    error: "the user the password belongs to",
    path: ["user"],
  })
  .refine(({ user, password }) => user === undefined || password !== undefined, {
    error: "the user's password, as a reference like ${env:SMTP_PASSWORD}",
    path: ["password"],
  })
  .refine(({ tls, user, host }) => user === undefined || isChecked(tls) || isLoopback(host), {
    error: PASSWORD_NEEDS_TLS,
    path: ["tls"],
  });

/** An `smtp` notifier's configuration after validation. */
export type SmtpNotifierConfig = z.output<typeof smtpNotifierConfig>;

function isChecked(tls: (typeof TLS_MODES)[number]): boolean {
  return tls === "required" || tls === "implicit";
}
