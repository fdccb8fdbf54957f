import { type FunctionTable, strict } from "./define.ts";

interface Network {
  readonly address: number;
  readonly prefix: number;
}

/** The private networks of IPv4. Source: Kusto's page on `ipv4_is_private`. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parse(text) as Network);

/** The functions of IPv4 addresses, with or without a prefix (`192.0.2.0/24`); null for a text that is none. */
export const NETWORK_FUNCTIONS: FunctionTable = {
  parse_ipv4: strict(["string"], (text) => {
    const network = parse(text);
    return network === null ? null : mask(network.address, network.prefix);
  }),
  ipv4_is_private: strict(["string"], (text) => {
    const network = parse(text);
    return network === null ? null : PRIVATE.some((range) => network.prefix >= range.prefix && isIn(network, range));
  }),
  ipv4_is_match: strict(["string", "string", "long"], (a, b, prefix) => compare(a, b, prefix, (order) => order === 0)),
  ipv4_is_in_range: strict(["string", "string"], (text, range) => {
    const [address, network] = [parse(text), parse(range)];
    return address === null || network === null ? null : isIn(address, network);
  }),
  ipv4_compare: strict(["string", "string", "long"], (a, b, prefix) => compare(a, b, prefix, (order) => order)),
};

function parse(text: string): Network | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text.trim());
  const parts = found?.slice(1, 5).map(Number) ?? [];
  const prefix = Number(found?.[5] ?? 32);
  if (found === null || parts.some((part) => part > 255) || prefix > 32) {
    return null;
  }
  return { address: parts.reduce((address, part) => address * 256 + part, 0), prefix };
}

function mask(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

function isIn(network: Network, range: Network): boolean {
  return mask(network.address, range.prefix) === mask(range.address, range.prefix);
}

/** Compares by the shortest of both prefixes and the third argument. */
function compare<T>(a: string, b: string, prefix: number | bigint | undefined, result: (order: number) => T): T | null {
  const [left, right] = [parse(a), parse(b)];
  if (left === null || right === null) {
    return null;
  }
  const shortest = Math.min(left.prefix, right.prefix, Number(prefix ?? 32));
  return result(Math.sign(mask(left.address, shortest) - mask(right.address, shortest)));
}
