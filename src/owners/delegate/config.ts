import { z } from "zod";
import { addressSchema } from "../../platform/address-schema.ts";
import { readAddresses } from "../../platform/email-address.ts";

const DOMAIN = "a domain like adatum.com";

/** The configuration of a `delegate` step; its texts are its reference page. */
export const delegateStepConfig = z.strictObject({
  type: z
    .literal("delegate")
    .describe("Somebody named here, for owners whose recorded address is in or below one of these domains."),
  domains: z
    .array(
      z
        .string({ error: DOMAIN })
        .refine((domain) => readAddresses(`owner@${domain}`).kind === "one", { error: DOMAIN })
        .transform((domain) => domain.toLowerCase())
        .meta({ title: "a domain" }),
    )
    .min(1)
    .describe("Whose owners' notices go to him: the domains of a sold branch, a former name or a partner."),
  address: addressSchema.describe("Where such notices go. They say that the reader gets them as the one named for it."),
});

/** A `delegate` step's configuration after validation. */
export type DelegateStepConfig = z.output<typeof delegateStepConfig>;
