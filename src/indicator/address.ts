/**
 * Which addresses say anything. The address of a refused reader often belongs to a company's own exit, a shared network or nobody at all;
 * an indicator for such an address would ring for everybody behind it.
 */
import ipaddr from "ipaddr.js";
import { type AddressRange, isWithin, parseAddress, parseAddressRange } from "./address-text.ts";

/** Why an address is not used. */
export type UnusableBecause =
  | "missing"
  | "malformed"
  | "private"
  | "shared"
  | "corporate"
  | "allow-listed"
  | "reserved";

/** What is thought of a recorded address. `address` is the one spelling of it: RFC 5952 for IPv6, in lower case. */
export type AddressVerdict =
  | { readonly usable: true; readonly version: 4 | 6; readonly address: string }
  | { readonly usable: false; readonly because: UnusableBecause };

/** Judges an address as a record gives it. */
export type AddressJudge = (recorded: string | undefined) => AddressVerdict;

/** Addresses and ranges (CIDR) that make no address indicator, as configured. */
export interface AddressLists {
  /** The company's own exits. */
  readonly corporate: readonly string[];
  /** Networks that many strangers share. */
  readonly shared: readonly string[];
  /** Addresses that are known and need no indicator. */
  readonly allowed: readonly string[];
}

/** Makes a judge. What is configured is asked before what is known of every network, because it says more. Throws for a list's malformed entry. */
export function createAddressJudge(lists: AddressLists): AddressJudge {
  const configured = [
    { because: "corporate", ranges: lists.corporate.map(rangeOf) },
    { because: "shared", ranges: lists.shared.map(rangeOf) },
    { because: "allow-listed", ranges: lists.allowed.map(rangeOf) },
  ] as const;
  return (recorded) => {
    const text = recorded?.trim() ?? "";
    if (text === "" || text === "-") return { usable: false, because: "missing" };
    const address = parseAddress(text);
    if (address === null) return { usable: false, because: "malformed" };
    // What an address carries is whose it is: a company's exit is one under any of its forms.
    const carried = carriedIn(address);
    const forms = carried === null ? [address] : [address, carried];
    const listed = configured.find(({ ranges }) => ranges.some((range) => forms.some((form) => isWithin(form, range))));
    const because = listed?.because ?? knownOf(address) ?? (carried === null ? null : knownOf(carried));
    if (because !== null) return { usable: false, because };
    return address.kind() === "ipv4"
      ? { usable: true, version: 4, address: address.toString() }
      : { usable: true, version: 6, address: (address as ipaddr.IPv6).toRFC5952String() };
  };
}

function rangeOf(text: string): AddressRange {
  const range = parseAddressRange(text);
  if (range === null) throw new RangeError("not an address or range of addresses");
  return range;
}

/** Examples use them and they are nobody's, so that an indicator for one harms nobody. Sources: RFC 5737, 3849, 9637. */
const DOCUMENTATION = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"].map(rangeOf);

/** IPv6 addresses of hosts are given out of this range only. Source: IANA, "Internet Protocol Version 6 Address Space". */
const GLOBAL_UNICAST = rangeOf("2000::/3");

/** By the names of `ipaddr.js`; every other range is reserved for a purpose that no reader's machine has. */
const BY_RANGE: { readonly [range: string]: UnusableBecause | null } = {
  unicast: null,
  private: "private",
  loopback: "private",
  linkLocal: "private",
  uniqueLocal: "private",
  deprecatedSiteLocal: "private",
  carrierGradeNat: "shared",
  // Worth as much as the IPv4 address they carry.
  teredo: null,
  "6to4": null,
};

/** What everybody knows of an address by its range; null if it may be one machine's on the Internet. */
function knownOf(address: ipaddr.IPv4 | ipaddr.IPv6): UnusableBecause | null {
  if (DOCUMENTATION.some((range) => isWithin(address, range))) return null;
  const because = BY_RANGE[address.range()];
  if (because !== null) return because ?? "reserved";
  return address.kind() === "ipv6" && !isWithin(address, GLOBAL_UNICAST) ? "reserved" : null;
}

/**
 * The IPv4 address of whoever uses a tunnel: 6to4 has it behind its prefix, Teredo at the end, every bit turned round. Null if there is none.
 * Sources: RFC 3056, RFC 4380.
 */
function carriedIn(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case "6to4":
      return new ipaddr.IPv4(bytes.slice(2, 6));
    case "teredo":
      return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
    default:
      return null;
  }
}
