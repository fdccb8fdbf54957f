import { z } from "zod";
import { addressSchema } from "../../platform/address-schema.ts";

/** The configuration of a `security` step; its texts are its reference page. */
export const securityStepConfig = z.strictObject({
  type: z.literal("security").describe("The security team, for everything no earlier step found an owner for."),
  address: addressSchema.describe("Where such notices go. They say that the reader gets them in the owner's stead."),
});

/** A `security` step's configuration after validation. */
export type SecurityStepConfig = z.output<typeof securityStepConfig>;
