import { z } from "zod";
import { TARGET_PRODUCTS, THREAT_TYPES, TI_ACTIONS, TLP_LEVELS } from "../../indicator/ti-indicator.ts";
import { durationSchema } from "../../platform/duration-schema.ts";
import { addressListsSchema } from "../address-lists.ts";

/** The configuration of a `graph-tiindicator` sink; its texts are its reference page. */
export const graphTiIndicatorConfig = z.strictObject({
  type: z
    .literal("graph-tiindicator")
    .describe(
      "Sends every refusal as a threat indicator (`tiIndicator`) through Microsoft Graph beta, which Microsoft has announced to remove by April 2026. Only for those who still have it; for all others there is `sentinel-stix`.",
    ),
  targetProduct: z
    .enum(TARGET_PRODUCTS)
    .default("Azure Sentinel")
    .describe(
      "Who gets the indicators. Microsoft Defender ATP honours destination addresses only, and gets no indicator of a refusal without a usable address.",
    ),
  action: z
    .enum(TI_ACTIONS)
    .default("alert")
    .describe(
      "What the target does when it meets the address or name. A refused reader is no attacker: leave it at `alert`.",
    ),
  lifetime: durationSchema({ min: "1h", max: "365d" })
    .prefault("7d")
    .describe("How long an indicator holds after the refusal. One that is sent late holds for a day more."),
  confidence: z.int().min(0).max(100).default(10).describe("How sure it is that the address is a threat, in percent."),
  severity: z.int().min(0).max(5).default(2).describe("How severe it would be, 0 to 5."),
  tlpLevel: z.enum(TLP_LEVELS).default("amber").describe("How far the target may share it: it holds personal data."),
  threatType: z.enum(THREAT_TYPES).default("WatchList").describe("What the indicator is filed under."),
  addresses: addressListsSchema
    .prefault({})
    .describe(
      "Addresses that make no address indicator. For Sentinel their refusals are told all the same, by document.",
    ),
});

/** A `graph-tiindicator` sink's configuration after validation. */
export type GraphTiIndicatorConfig = z.output<typeof graphTiIndicatorConfig>;
