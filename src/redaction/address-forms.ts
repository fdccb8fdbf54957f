/**
 * IP addresses in text, in every spelling: each is reduced to one key (a number for IPv4, 32 hexadecimal digits for IPv6), and an address
 * that carries another (IPv4-mapped, NAT64, 6to4) gives both. More candidates than a person would see do no harm: a key counts
 * only if it equals an address of an event.
 */
import ipaddr from "ipaddr.js";

/** IPv4 as a number, IPv6 as 32 hexadecimal digits. */
export type AddressKey = number | string;

const DOTTED = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const NUMBER = /0x[0-9a-f]{1,8}(?![0-9a-f])|\d+/g;
const GAP = /^(?:\s?[.\-_,:/·•+;|~]{1,2}\s?|\s)$/;
/** Smaller integers are ordinary numbers, and their addresses (0.x.x.x) are nobody's. */
const SMALLEST_INTEGER = 2 ** 24;

/** How often each address stands in a text in plain form (`plain-form.ts`), in whatever spelling. */
export function addressesIn(text: string): Map<AddressKey, number> {
  const counts = new Map<AddressKey, number>();
  const add = (key: AddressKey): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const carried = typeof key === "string" ? carriedBy(key) : null;
    if (carried !== null) counts.set(carried, (counts.get(carried) ?? 0) + 1);
  };
  addNumbers(text, add);
  addHexadecimal(text, add);
  const joined = joinQuads(text);
  addGroups(joined, add);
  addGroups(joined.replace(/[-_]/g, ":"), add);
  return counts;
}

/** The keys of an address as a record gives it: with port, zone or brackets, or several of them; none if it holds no address. */
export function addressKeys(recorded: string): readonly AddressKey[] {
  const quad = DOTTED.exec(recorded);
  if (quad !== null) return quadKeys(quad);
  return recorded
    .split(/[\s,;]+/)
    .map((part) =>
      part
        .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
        .replace(/%.*$/, "")
        .replace(/^((?:\d{1,3}\.){3}\d{1,3}):\d+$/, "$1"),
    )
    .flatMap(keysOf);
}

function keysOf(part: string): readonly AddressKey[] {
  const quad = DOTTED.exec(part);
  if (quad !== null) return quadKeys(quad);
  if (!part.includes(":") || !ipaddr.IPv6.isValid(part)) return [];
  const key = Buffer.from(ipaddr.IPv6.parse(part).toByteArray()).toString("hex");
  const carried = carriedBy(key);
  return carried === null ? [key] : [key, carried];
}

function quadKeys(quad: RegExpExecArray): readonly AddressKey[] {
  const key = quadKey(quad.slice(1).map(Number));
  return key === null ? [] : [key];
}

/** Four numbers side by side (dots, dashes, either order), fewer with a large last one, and whole integers; octal and hexadecimal too. */
function addNumbers(text: string, add: (key: AddressKey) => void): void {
  const tokens = [...text.matchAll(NUMBER)];
  for (const [index, token] of tokens.entries()) {
    addInteger(token[0], add);
    const run = runFrom(text, tokens, index);
    if (run.length === 4) addQuad(run, add);
    for (const length of [2, 3]) if (run.length >= length) addShort(run.slice(0, length).map(Number), add);
  }
}

/** Up to four numbers that follow each other with nothing but one separator between. */
function runFrom(text: string, tokens: readonly RegExpExecArray[], first: number): readonly string[] {
  const run: string[] = [];
  for (let index = first; index < tokens.length && run.length < 4; index += 1) {
    const token = tokens[index];
    const before = tokens[index - 1];
    if (token === undefined) break;
    if (run.length > 0 && before !== undefined) {
      const gap = token.index - (before.index + before[0].length);
      if (gap > 4 || !GAP.test(text.slice(token.index - gap, token.index))) break;
    }
    run.push(token[0]);
  }
  return run;
}

function addQuad(run: readonly string[], add: (key: AddressKey) => void): void {
  const readings = new Set<number>();
  for (const parts of [run.map(Number), run.map(asWritten)]) {
    for (const ordered of [parts, parts.toReversed()]) {
      const key = quadKey(ordered);
      if (key !== null) readings.add(key);
    }
  }
  for (const key of readings) add(key);
}

/** `192.0.545`: a last part beyond 255 is no version number. */
function addShort(parts: readonly number[], add: (key: AddressKey) => void): void {
  const last = parts.at(-1) ?? 0;
  const bytes = parts.slice(0, -1);
  const room = 256 ** (5 - parts.length);
  if (last < 256 || last >= room || bytes.some((byte) => byte > 255)) return;
  add(bytes.reduce((sum, byte, index) => sum + byte * 256 ** (3 - index), last));
}

function addInteger(token: string, add: (key: AddressKey) => void): void {
  if (token.length > 39) return;
  if (token.length > 12) {
    const value = BigInt(token);
    if (value < 2n ** 32n) add(Number(value));
    else if (value < 2n ** 128n) add(value.toString(16).padStart(32, "0"));
    return;
  }
  for (const value of new Set([Number(token), asWritten(token)])) {
    if (value >= SMALLEST_INTEGER && value < 2 ** 32) add(value);
  }
}

/** As C reads numbers: a leading 0 means octal, 0x hexadecimal. */
function asWritten(token: string): number {
  return /^0[0-7]+$/.test(token) ? Number.parseInt(token, 8) : Number(token);
}

/** Bytes and nibbles written out: `c0000221`, `c0:00:02:21`, 32 digits, a GUID's form, and reversed nibbles (`ip6.arpa`). */
function addHexadecimal(text: string, add: (key: AddressKey) => void): void {
  for (const [digits] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])/g)) add(Number.parseInt(digits, 16));
  for (const [run] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{2}(?:[:.-][0-9a-f]{2}){3,}(?![0-9a-f])/g)) {
    for (const bytes of windows(run.split(/[:.-]/), 4)) add(Number.parseInt(bytes.join(""), 16));
  }
  for (const [run] of text.matchAll(/[0-9a-f]{32,}/g)) for (const digits of windows([...run], 32)) add(digits.join(""));
  for (const [guid] of text.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) add(guid.replaceAll("-", ""));
  for (const [run] of text.matchAll(/(?<![0-9a-f])[0-9a-f](?:[.-][0-9a-f]){31,}(?![0-9a-f])/g)) {
    for (const nibbles of windows(run.split(/[.-]/), 32)) {
      add(nibbles.join(""));
      add(nibbles.toReversed().join(""));
    }
  }
}

/** Colon groups: eight in a row, or fewer around a `::`, with every start and end, because letters beside them may be digits too. */
function addGroups(text: string, add: (key: AddressKey) => void): void {
  for (const run of colonRuns(text)) {
    const groups = run.split(":");
    for (const eight of windows(groups, 8)) if (eight.every((group) => group !== "")) add(expand(eight, []));
    for (const [index, group] of groups.entries()) {
      if (group !== "" || index === 0 || index === groups.length - 1) continue;
      addCompressed(reach(groups, index, -1), reach(groups, index, 1), add);
    }
  }
}

/** Digits and colons around each colon. Looking for the colons first is ten times faster than matching every word of letters a to f. */
function* colonRuns(text: string): Generator<string> {
  for (let colon = text.indexOf(":"); colon !== -1; ) {
    let start = colon;
    while (start > 0 && isDigitOrColon(text.charCodeAt(start - 1))) start -= 1;
    let end = colon + 1;
    while (end < text.length && isDigitOrColon(text.charCodeAt(end))) end += 1;
    if (end - start > 2) yield text.slice(start, end);
    colon = text.indexOf(":", end);
  }
}

/** 0 to 9 and the colon behind them, a to f. */
function isDigitOrColon(code: number): boolean {
  return (code >= 0x30 && code <= 0x3a) || (code >= 0x61 && code <= 0x66);
}

function addCompressed(left: readonly string[], right: readonly string[], add: (key: AddressKey) => void): void {
  const keys = new Set<string>();
  for (let before = 0; before <= left.length; before += 1) {
    for (let after = 0; after <= Math.min(right.length, 7 - before); after += 1) {
      if (before + after > 0) keys.add(expand(left.slice(left.length - before), right.slice(0, after)));
    }
  }
  for (const key of keys) add(key);
}

/** Up to seven groups next to the `::` at `index`, in reading order. */
function reach(groups: readonly string[], index: number, step: 1 | -1): readonly string[] {
  const near: string[] = [];
  for (let at = index + step; near.length < 7; at += step) {
    const group = groups[at];
    if (group === undefined || group === "") break;
    near.push(group);
  }
  return step === 1 ? near : near.toReversed();
}

function expand(left: readonly string[], right: readonly string[]): string {
  const first = left.map((group) => group.slice(-4).padStart(4, "0")).join("");
  const last = right.map((group) => group.slice(0, 4).padStart(4, "0")).join("");
  return first + "0".repeat(32 - first.length - last.length) + last;
}

/** `::ffff:192.0.2.33` with its last part as two groups. */
function joinQuads(text: string): string {
  return text.replace(
    /(?<=[:-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)/g,
    (match, ...parts: string[]) => {
      const key = quadKey(parts.slice(0, 4).map(Number));
      return key === null ? match : `${(key >>> 16).toString(16)}:${(key & 0xffff).toString(16)}`;
    },
  );
}

function quadKey(parts: readonly number[]): number | null {
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The IPv4 address inside an IPv6 one: mapped, compatible, NAT64, 6to4; null if there is none. */
function carriedBy(key: string): number | null {
  if (/^0{20}ffff|^0064ff9b0{16}/.test(key)) return Number.parseInt(key.slice(24), 16);
  if (key.startsWith("2002")) return Number.parseInt(key.slice(4, 12), 16);
  const low = Number.parseInt(key.slice(24), 16);
  return /^0{24}/.test(key) && low >= SMALLEST_INTEGER ? low : null;
}

function windows<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.max(0, items.length - size + 1) }, (_none, start) =>
    items.slice(start, start + size),
  );
}
