import { z } from "zod";
import { durationSchema } from "../../platform/duration-schema.ts";
import { addressListsSchema } from "../address-lists.ts";

const GUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

/** The name the service keeps for itself. */
const RESTRICTED_NAME = "microsoft sentinel";

const NAME = "a name of at most 256 characters, not `Microsoft Sentinel`, which the service keeps for itself";

/** The configuration of a `sentinel-stix` sink; its texts are its reference page. */
export const sentinelStixConfig = z.strictObject({
  type: z
    .literal("sentinel-stix")
    .describe("Uploads every refusal to a Microsoft Sentinel workspace, as a STIX 2.1 indicator."),
  workspaceId: z
    .string()
    .regex(GUID, { error: "the workspace id, a GUID without braces" })
    .describe(
      "The id of the Log Analytics workspace Sentinel is switched on for (on its overview page), not its name.",
    ),
  sourceSystem: z
    .string()
    .min(1, { error: NAME })
    .max(256, { error: NAME })
    .refine((name) => !["", RESTRICTED_NAME].includes(name.trim().toLowerCase()), { error: NAME })
    .default("Lockbell")
    .describe(
      "The name the indicators stand under in the workspace (`SourceSystem`). A changed name makes new indicators beside the old ones.",
    ),
  lifetime: durationSchema({ min: "1m", max: "365d" })
    .prefault("2d")
    .describe("How long an indicator holds after the refusal."),
  confidence: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe("How sure the indicators say they are, 0 to 100. A refused reader is seldom an attacker: keep it low."),
  addresses: addressListsSchema
    .prefault({})
    .describe("Addresses that make no address indicator. Their refusals are told all the same, by account."),
  uploadPath: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9:_-]{0,99}$/, {
      error: "the last part of a path, like threat-intelligence-stix-objects:upload",
    })
    .default("threat-intelligence-stix-objects:upload")
    .describe("The upload's name in the API's path, should a cloud have another one."),
});

/** A `sentinel-stix` sink's configuration after validation. */
export type SentinelStixConfig = z.output<typeof sentinelStixConfig>;
