/**
 * Addresses found in logs are hostile: whoever writes a record could try to have a mail sent elsewhere. So an address is
 * accepted only in the one plain form every mail system reads alike: `local@domain`, ASCII, a dot in the domain,
 * no display name, comment, quote, group or route.
 */
import emailAddresses from "email-addresses";
import { isConnector, isRightsManagementDomain } from "./rights-management.ts";
import { trimEndOf, trimStartOf } from "./trim.ts";

/** What a recorded text holds: exactly one plain address (lower case), or a named reason why not. */
export type AddressReading =
  | { readonly kind: "one"; readonly address: string }
  | { readonly kind: "none" }
  | { readonly kind: "several"; readonly count: number }
  | { readonly kind: "malformed" }
  /** An account no person reads: an application, the rights management service or its connector, an Exchange server. */
  | { readonly kind: "service-principal" };

/** RFC 5321 allows no longer path; longer text is never parsed. */
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
/** Nobody lists more addresses as one document's owner; longer text is no list. */
const MAX_LIST_LENGTH = 16 * MAX_LENGTH;

/** RFC 5322 atoms without `%` and `!`, which relays may read as a route, and without `=?`, which mail programs decode into something else. */
const LOCAL_PART = /^(?!.*=\?)[a-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[a-z0-9#$&'*+/=?^_`{|}~-]+)*$/;
/** At least two labels, and a last one that is no number: an IP address is no mail domain. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/** Exchange's system mailbox for federated delivery: an address of the organisation that nobody reads. */
const EXCHANGE_SYSTEM = /^federatedemail\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@/;

/** Reads a recorded text as one plain address; everything else is refused with the reason's name. Absent, blank and `-` are `none`. */
export function readAddresses(text: string | undefined): AddressReading {
  const trimmed = trimStartOf(trimEndOf(text ?? "", " "), " ");
  if (trimmed === "" || trimmed === "-") return { kind: "none" };
  if (trimmed.length > MAX_LIST_LENGTH) return { kind: "malformed" };
  const count = countAddresses(trimmed);
  if (count > 1) return { kind: "several", count };
  // Before lower-casing: a Kelvin sign or a dotted capital I would turn into plain letters, and so into somebody else's address.
  if (/[^\x20-\x7e]/.test(trimmed)) return { kind: "malformed" };
  const address = trimmed.toLowerCase();
  if (isServiceIdentity(address)) return { kind: "service-principal" };
  return isPlainAddress(address) ? { kind: "one", address } : { kind: "malformed" };
}

/** The domain of an address accepted by `readAddresses`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/**
 * The home address of a guest account: `tomas.rossi_fabrikam.com#EXT#@contoso.onmicrosoft.com` is `tomas.rossi@fabrikam.com`.
 * The last underscore stands for the at sign, because a domain has none. Null for any other address.
 */
export function guestHome(address: string): string | null {
  if (address.length > MAX_LENGTH) return null;
  const encoded = /^(.+)_([^_]+)#ext#@/i.exec(address);
  if (encoded === null) return null;
  const home = `${encoded[1]}@${encoded[2]}`.toLowerCase();
  return isPlainAddress(home) ? home : null;
}

/**
 * Whether an address belongs to one of the organisation's domains or to a subdomain of one: whoever holds a domain holds what is
 * below it. A guest is outside, whatever domain his account was given.
 */
export function isInside(address: string, domains: readonly string[]): boolean {
  if (/#ext#@/i.test(address)) return false;
  const domain = domainOf(address);
  return domains.some((ours) => domain === ours.toLowerCase() || domain.endsWith(`.${ours.toLowerCase()}`));
}

function isServiceIdentity(address: string): boolean {
  if (address.length > MAX_LENGTH) return false;
  const [name = ""] = address.split("@", 1);
  const isService = isRightsManagementDomain(domainOf(address)) && isPlainAddress(address);
  return isConnector(name) || isService || EXCHANGE_SYSTEM.test(address);
}

/** The grammar decides by its own rules first, then a second, independent parser has to see the very same mailbox. */
function isPlainAddress(address: string): boolean {
  const at = address.indexOf("@");
  if (at < 1 || at > MAX_LOCAL_LENGTH || address.length > MAX_LENGTH) return false;
  if (!LOCAL_PART.test(address.slice(0, at)) || !DOMAIN.test(address.slice(at + 1))) return false;
  const parsed = emailAddresses.parseOneAddress({ input: address, rfc6532: false, strict: true });
  return parsed?.type === "mailbox" && parsed.name === null && parsed.address === address;
}

/** How many addresses the text seems to list; 1 if it is no list. Counted for `explain`, so it may be generous. */
function countAddresses(text: string): number {
  const withAt = text.split(/[,;\s]+/).filter((part) => part.includes("@")).length;
  if (/["<>()]/.test(text)) return withAt;
  const listed = text.split(/[,;]/).filter((part) => part.trim() !== "").length;
  return Math.max(withAt, listed);
}
