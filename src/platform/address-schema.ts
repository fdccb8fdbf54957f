import { z } from "zod";
import { readAddresses } from "./email-address.ts";

const ADDRESS = "one address like security@contoso.com";

/** The schema of a configured mail address: one plain address without a display name, kept as it is written. */
export const addressSchema = z
  .string({ error: ADDRESS })
  .refine((text) => readAddresses(text).kind === "one", { error: ADDRESS })
  .meta({ title: "an address" });
