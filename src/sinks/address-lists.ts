import { z } from "zod";
import { parseAddressRange } from "../indicator/address-text.ts";

const RANGE = "an address or a range like 198.51.100.0/24 or 2001:db8::/32, beginning at its first address";
/** Who writes it means something else: it would switch every address indicator off, and nothing would say so. */
const EVERYTHING = "a range smaller than every address there is";

function addressList(text: string) {
  return z
    .array(
      z
        .string({ error: RANGE })
        .refine((entry) => parseAddressRange(entry) !== null, { error: RANGE })
        .refine((entry) => parseAddressRange(entry)?.[1] !== 0, { error: EVERYTHING })
        .meta({ title: "an address or range" }),
    )
    .default([])
    .describe(text);
}

/** The addresses that make no address indicator, for every sink that makes such indicators. Private and reserved ones never do. */
export const addressListsSchema = z.strictObject({
  corporate: addressList(
    "Your own networks' addresses on the Internet: an indicator for one would ring for all of you.",
  ),
  shared: addressList("Addresses many strangers share, such as a partner's exit or a VPN provider's."),
  allowed: addressList("Addresses that are known and need no indicator."),
});
