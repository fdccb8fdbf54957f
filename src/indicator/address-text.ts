/** Reads addresses and ranges of them as people and logs write them, in one meaning only: what could be read in two ways is refused. */
import ipaddr from "ipaddr.js";

/** A network address and how many of its bits count. */
export type AddressRange = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Longer text is no address, with zone and port. */
const LONGEST = 100;
const BRACKETED = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
const WITH_PORT = /^([\d.]+):(\d{1,5})$/;
const ZONE = /%[\w.~-]+$/;
/** What an address ends in that spells its last four bytes in decimal. */
const DOTTED_END = /(?<=:)[^:]*\.[^:]*$/;
const HIGHEST_PORT = 65_535;

/** IPv4 addresses in IPv6 clothes: mapped, and NAT64's own prefix. Sources: RFC 4291, RFC 6052. */
const CARRIERS: readonly AddressRange[] = [
  [ipaddr.IPv6.parse("::ffff:0:0"), 96],
  [ipaddr.IPv6.parse("64:ff9b::"), 96],
];

/**
 * One address, with or without port, zone or brackets; null for anything else. An IPv6 address that only carries an IPv4 one is that one.
 * Fewer than four decimal parts and leading zeros are refused: some programs read them as octal, some do not.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (text.length > LONGEST) return null;
  const [, host = text, port = "0"] = BRACKETED.exec(text) ?? WITH_PORT.exec(text) ?? [];
  if (Number(port) > HIGHEST_PORT) return null;
  if (!host.includes(":")) return text.startsWith("[") ? null : parseFourParts(host);
  return parseGroups(host.replace(ZONE, ""));
}

/** An address or a range in CIDR form (`198.51.100.0/24`); null for anything else, and for a range that begins in its middle. */
export function parseAddressRange(text: string): AddressRange | null {
  const [host = "", length, ...more] = text.trim().split("/");
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return null;
  if (/[[\]%]/.test(host) || WITH_PORT.test(host)) return null;
  const address = parseAddress(host);
  if (address === null) return null;
  const widest = address.kind() === "ipv4" ? 32 : 128;
  // `::ffff:192.0.2.0/120` counts the bits of the form it is written in.
  const lead = widest === 32 && host.includes(":") ? 96 : 0;
  const bits = length === undefined ? widest : Number(length) - lead;
  if (bits < 0 || bits > widest || !isStartOf(address, bits)) return null;
  return [address, bits];
}

/** Whether an address belongs to a range; never across versions. */
export function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: AddressRange): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parseFourParts(host: string): ipaddr.IPv4 | null {
  return ipaddr.IPv4.isValidFourPartDecimal(host) ? ipaddr.IPv4.parse(host) : null;
}

function parseGroups(host: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const [dotted] = DOTTED_END.exec(host) ?? [];
  if (dotted !== undefined && parseFourParts(dotted) === null) return null;
  if (host.includes("%") || !ipaddr.IPv6.isValid(host)) return null;
  const address = ipaddr.IPv6.parse(host);
  const isCarrier = CARRIERS.some((range) => isWithin(address, range));
  return isCarrier ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

/** `198.51.100.7/24` may mean the address or its network; whoever wrote it has to say. */
function isStartOf(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): boolean {
  return address.toByteArray().every((byte, i) => (byte & (0xff >> Math.min(8, Math.max(0, bits - i * 8)))) === 0);
}
