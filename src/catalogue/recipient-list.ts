/** Whom a document was protected for, as its record lists them: addresses in lower case, joined by a blank. */
import { domainOf, guestHome, readAddresses } from "../platform/email-address.ts";
import { UNCLEAR } from "./document.ts";

/** The list as the catalogue keeps it, from entries as recorded; undefined where none of them says anything: then nobody is listed. */
export function formatRecipients(entries: readonly string[]): string | undefined {
  const bare = entries.map((entry) => entry.trim().toLowerCase().replace(/\s+/g, ",")).filter((entry) => entry !== "");
  return bare.length === 0 ? undefined : [...new Set(bare)].sort().join(" ");
}

/** The entries of a kept list; none of one that is `UNCLEAR`. */
export function parseRecipients(list: string): readonly string[] {
  if (list === UNCLEAR) return [];
  return list.split(/\s+/).filter((entry) => entry !== "");
}

/**
 * Whether somebody is certainly not on the list. False as soon as an entry could mean him: it is his address or another form of it, or no
 * plain address (`anyone`, `@contoso.com`); false, too, for whoever is named in `trusted` (the owner, the issuer), because they need not
 * be listed, and for an actor that is no single address. A group's address cannot be told from a person's: what names its kind is left to
 * the source, which has to give no list then.
 */
export function isMissingFrom(list: string, actor: string, trusted: readonly (string | undefined)[]): boolean {
  const reading = readAddresses(actor);
  if (reading.kind !== "one") return false;
  const entries = parseRecipients(list);
  if (entries.length === 0 || entries.some((entry) => couldMean(entry, reading.address))) return false;
  const others = trusted.flatMap((text) => (text ?? "").split(/[,;\s]+/)).filter((text) => text.includes("@"));
  return !others.some((other) => couldMean(other, reading.address));
}

/** A pattern, or the group of a tenant's whole staff that the service itself makes (Azure-RMSDocs, "Configuring usage rights"). */
const MANY = /\*|^allstaff-7184ab3f-ccd1-46f3-8233-3e09e9cf0e66@/i;

function couldMean(entry: string, address: string): boolean {
  if (MANY.test(entry)) return true;
  const reading = readAddresses(entry);
  if (reading.kind === "service-principal") return false;
  if (reading.kind !== "one") return true;
  const forms = formsOf(reading.address);
  return formsOf(address).some((form) => forms.some((other) => isSameAccount(form, other)));
}

/** The address itself and, of a guest, the one he has at home. */
function formsOf(address: string): readonly string[] {
  const home = guestHome(address);
  return home === null ? [address] : [address, home];
}

/** An account has an address in the tenant's first domain beside its own, most often with the same name before the at sign. */
function isSameAccount(a: string, b: string): boolean {
  if (a === b) return true;
  return nameOf(a) === nameOf(b) && (isFirstDomain(domainOf(a)) || isFirstDomain(domainOf(b)));
}

function nameOf(address: string): string {
  return address.slice(0, address.lastIndexOf("@"));
}

function isFirstDomain(domain: string): boolean {
  return /\.(?:onmicrosoft\.(?:com|us)|partner\.onmschina\.cn)$/.test(domain);
}
