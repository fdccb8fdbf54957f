import { z } from "zod";
import { addressSchema } from "../platform/address-schema.ts";
import { durationSchema } from "../platform/duration-schema.ts";

const DOMAIN = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}`;

/** Text of a certain form; the words say which, whatever else is found. */
function text(form: RegExp, error: string) {
  return z.string({ error }).regex(form, { error });
}

const lowerCase = (text: string): string => text.toLowerCase();

/** A domain name, kept in lower case. */
export const domainSchema = text(new RegExp(`^${DOMAIN}$`), "a domain like contoso.com")
  .meta({ title: "a domain" })
  .transform(lowerCase);

/** An address that is compared with others. */
const comparedAddressSchema = addressSchema.transform(lowerCase);

/** The tenant's id, or nothing. */
export const tenantIdSchema = text(
  /^(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})?$/,
  "a GUID without braces, or empty",
)
  .meta({ title: "a GUID" })
  .transform(lowerCase);

const TIME_ZONE = "an IANA time zone like UTC or Europe/Berlin";

const timeZones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];

const timeZoneSchema = z
  .string({ error: TIME_ZONE })
  .refine(isTimeZone, {
    error: TIME_ZONE,
    params: { candidates: timeZones },
  })
  .meta({ title: "a time zone" });

function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** People who are not named to owners. */
export const doNotTrackSchema = z.strictObject({
  addresses: z.array(comparedAddressSchema).prefault([]).describe("Addresses of such people."),
  domains: z.array(domainSchema).prefault([]).describe("Domains all of whose addresses count as such people."),
});

const brandSchema = z.strictObject({
  name: text(/^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u, "1 to 80 characters without line breaks")
    .default("Document protection")
    .describe("Who signs the notices."),
  contact: comparedAddressSchema.optional().describe("The monitored address an owner may write to about a notice."),
});

/** When owners are told, how often, and in what form. */
export const noticesSchema = z.strictObject({
  groupWait: durationSchema({ max: "1d" })
    .prefault("10m")
    .describe(
      "How long after the first refusal the first notice waits, so that what follows at once stands in it too.",
    ),
  groupInterval: durationSchema({ max: "30d" })
    .prefault("4h")
    .describe("The least time between two notices to the same owner."),
  repeatInterval: durationSchema({ max: "365d" })
    .prefault("24h")
    .describe("The least time before the same owner is told again of the same person at the same document."),
  maxPerOwnerPerDay: z.int().min(1).max(1_000).default(5).describe("The most notices one owner gets in any 24 hours."),
  backlogAge: durationSchema({ min: "1h", max: "365d" })
    .prefault("7d")
    .describe("Refusals older than this are told in one digest an owner that says they are old."),
  language: z.enum(["en"]).default("en").describe("The language notices are written in."),
  timeZone: timeZoneSchema.default("UTC").describe("The time zone of the times in notices, an IANA name."),
  subjectNamesDocument: z
    .boolean()
    .default(true)
    .describe("Whether a subject may name the document. Subjects show on locked screens and in previews."),
  maxRows: z
    .int()
    .min(1)
    .max(500)
    .default(50)
    .describe("The most rows (one person at one document) a notice lists; the rest is counted."),
  brand: brandSchema.prefault({}).describe("How the organisation presents itself in notices."),
});

const PROXY = "a web address like http://proxy.contoso.com:3128";

/** What every client is given to reach other machines. */
export const httpSchema = z.strictObject({
  ca: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A PEM file with certificate authorities to trust beside this machine's own (Node.js's, those of NODE_EXTRA_CA_CERTS, and the system's where Node.js reads them). Mail servers are held to it too.",
    ),
  proxy: z
    .string({ error: PROXY })
    .refine(isProxy, { error: PROXY })
    .optional()
    .describe(
      "The proxy all requests go through. If it wants a user and password, the whole address or the password comes as a reference: `http://user:${env:PROXY_PASSWORD}@proxy.contoso.com:3128`. Without it: what HTTPS_PROXY and NO_PROXY say. Mail servers are reached directly.",
    ),
});

function isProxy(text: string): boolean {
  try {
    const { protocol, hostname, pathname, search, hash } = new URL(text);
    return ["http:", "https:"].includes(protocol) && hostname !== "" && `${pathname}${search}${hash}` === "/";
  } catch {
    return false;
  }
}

/** How hard it is tried before a delivery becomes a dead letter. */
export const deliverySchema = z.strictObject({
  maxAttempts: z
    .int()
    .min(1)
    .max(50)
    .default(20)
    .describe(
      "How often one delivery is tried before it becomes a dead letter. The pauses between tries grow; twenty tries take about a day and a half.",
    ),
});
