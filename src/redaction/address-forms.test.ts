import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesIn, addressKeys } from "./address-forms.ts";
import { plainForm, plainForms } from "./plain-form.ts";

type Form = readonly [name: string, write: (bytes: readonly number[]) => string];

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");
const number4 = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const groups = (bytes: readonly number[]): readonly string[] =>
  Array.from({ length: 8 }, (_none, index) => hex(bytes[2 * index]!) + hex(bytes[2 * index + 1]!));
const short = (group: string): string => group.replace(/^0{1,3}/, "");
const nibbles = (bytes: readonly number[]): string[] => [...bytes.map(hex).join("")];

const FORMS_4: readonly Form[] = [
  ["dotted", (b) => b.join(".")],
  ["zero-padded", (b) => b.map((byte) => String(byte).padStart(3, "0")).join(".")],
  ["octal", (b) => b.map((byte) => `0${byte.toString(8)}`).join(".")],
  ["hexadecimal parts", (b) => b.map((byte) => `0x${byte.toString(16)}`).join(".")],
  ["hexadecimal", (b) => `0x${b.map(hex).join("")}`],
  ["bare hexadecimal", (b) => b.map(hex).join("").toUpperCase()],
  ["hexadecimal bytes", (b) => b.map(hex).join(":")],
  ["decimal integer", (b) => String(number4(b))],
  ["octal integer", (b) => `0${number4(b).toString(8)}`],
  ["dashes", (b) => b.join("-")],
  ["underscores", (b) => b.join("_")],
  ["spaces", (b) => b.join(" ")],
  ["reverse DNS", (b) => `${b.toReversed().join(".")}.in-addr.arpa`],
  ["host name", (b) => `ip-${b.join("-")}.eu.fabrikam.example`],
  ["IPv4-mapped", (b) => `::ffff:${b.join(".")}`],
  ["IPv4-mapped, hexadecimal", (b) => `::FFFF:${hex(b[0]!)}${hex(b[1]!)}:${hex(b[2]!)}${hex(b[3]!)}`],
  ["IPv4-mapped, expanded", (b) => `0:0:0:0:0:ffff:${b.join(".")}`],
  ["NAT64", (b) => `64:ff9b::${b.join(".")}`],
  ["6to4", (b) => `2002:${hex(b[0]!)}${hex(b[1]!)}:${hex(b[2]!)}${hex(b[3]!)}::1`],
];

const FORMS_6: readonly Form[] = [
  ["expanded", (b) => groups(b).join(":")],
  ["upper case", (b) => groups(b).join(":").toUpperCase()],
  ["without leading zeros", (b) => groups(b).map(short).join(":")],
  ["compressed", (b) => compress(groups(b).map(short))],
  ["in brackets with port", (b) => `[${compress(groups(b).map(short))}]:443`],
  ["with zone", (b) => `${groups(b).map(short).join(":")}%eth0`],
  ["embedded dotted quad", (b) => `${groups(b).slice(0, 6).map(short).join(":")}:${b.slice(12).join(".")}`],
  ["ipv6-literal", (b) => `${compress(groups(b).map(short)).replaceAll(":", "-")}.ipv6-literal.net`],
  ["nibbles reversed", (b) => `${nibbles(b).reverse().join(".")}.ip6.arpa`],
  ["nibbles", (b) => nibbles(b).join(".")],
  ["32 digits", (b) => nibbles(b).join("")],
  [
    "as a GUID",
    (b) =>
      nibbles(b)
        .join("")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
  ],
  ["integer", (b) => BigInt(`0x${nibbles(b).join("")}`).toString()],
];

/** What else may lie around or between an address's characters. */
const WRAPPERS: readonly (readonly [string, (form: string) => string])[] = [
  ["plain", (form) => form],
  ["in a sentence", (form) => `opened from ${form}, twice`],
  ["beside letters", (form) => `Gr\u00FC\u00DFe_${form}_x.docx`],
  ["percent-encoded", (form) => [...form].map((sign) => `%${hex(sign.codePointAt(0)!)}`).join("")],
  ["percent-encoded separators", (form) => form.replace(/[.:]/g, encodeSign)],
  ["defanged", (form) => form.replaceAll(".", "[.]").replaceAll(/(?<!:):(?!:)/g, "[:]")],
  ["defanged in words", (form) => form.replaceAll(".", " dot ")],
  ["full-width", (form) => form.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0))],
  ["HTML entities", (form) => [...form].map((sign) => `&#${sign.codePointAt(0)};`).join("")],
  ["hexadecimal entities", (form) => form.replace(/[.:]/g, (sign) => `&#x${hex(sign.codePointAt(0)!)};`)],
  ["across zero-width characters", (form) => [...form].join("\u200B")],
  ["under bidirectional controls", (form) => `\u202D${form}\u202C`],
];

describe.each(FORMS_4)("IPv4 %s", (_form, write) => {
  it.each(WRAPPERS)("%s", (_wrapper, wrap) => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 255 }), byte(), byte(), byte()), (bytes) => {
        expect(addressKeys(bytes.join("."))).toEqual([number4(bytes)]);
        expect(isFound(wrap(write(bytes)), bytes.join("."))).toBe(true);
      }),
      { seed: 71, numRuns: 40 },
    );
  });
});

describe.each(FORMS_6)("IPv6 %s", (_form, write) => {
  it.each(WRAPPERS)("%s", (_wrapper, wrap) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), byte()), { minLength: 15, maxLength: 15 }), (rest) => {
        const bytes = [0x20, ...rest];
        expect(isFound(wrap(write(bytes)), groups(bytes).join(":"))).toBe(true);
      }),
      { seed: 72, numRuns: 40 },
    );
  });
});

describe("what is no form of the address is not found", () => {
  it.each([
    ["10.0.0.5", "Plan 10.5.docx"],
    ["10.0.0.5", "version 10.0.5"],
    ["192.0.2.33", "192.0.2.133 and 192.0.2.3"],
    ["192.0.2.33", "14 November 2026, 09:02 to 09:11 (UTC+01:00)"],
    ["2001:db8::1", "2001:db8::2"],
    ["203.0.113.7", "reference K7QD-2M9P, id ending in 8f3a11c2"],
  ])("%s in %s", (address, text) => {
    expect(isFound(text, address)).toBe(false);
  });

  it("192.0.545 has a last part that no version has", () => {
    expect(isFound("see 192.0.545", "192.0.2.33")).toBe(true);
    expect(isFound("see 192.545", "192.0.2.33")).toBe(true);
  });
});

describe("an address as a record gives it", () => {
  it.each([
    ["203.0.113.7", 1],
    ["203.0.113.7:443", 1],
    ["203.0.113.7, 10.0.0.1", 2],
    ["[2001:db8::1]:443", 1],
    ["fe80::1%eth0", 1],
    ["::ffff:192.0.2.33", 2],
    ["unknown", 0],
    ["256.1.1.1", 0],
    ["", 0],
  ])("%s holds %d keys", (recorded, keys) => {
    expect(addressKeys(recorded)).toHaveLength(keys);
  });

  it("each spelling of one address is the same key", () => {
    expect(addressKeys("2001:DB8:0::1")).toEqual(addressKeys("2001:db8::0001"));
    expect(addressKeys("::ffff:192.0.2.33")).toContain(addressKeys("192.0.2.33")[0]);
  });
});

it("a long text of nothing but separators and digits costs little", () => {
  const started = performance.now();
  for (const text of [
    "1.".repeat(100_000),
    ":".repeat(200_000),
    "a:".repeat(100_000),
    "1".repeat(200_000),
    "a.".repeat(100_000),
    "::a".repeat(50_000),
  ])
    addressesIn(text);
  expect(performance.now() - started).toBeLessThan(8_000);
});

function isFound(text: string, address: string): boolean {
  const present = addressesIn(plainForms(text).join("\u0000"));
  return addressKeys(address).some((key) => present.has(key));
}

function compress(parts: readonly string[]): string {
  const zeros = /(?:^|:)0(?::0)+(?:$|:)/.exec(parts.join(":"));
  return zeros === null ? parts.join(":") : parts.join(":").replace(zeros[0], "::");
}

function encodeSign(sign: string): string {
  return `%${hex(sign.codePointAt(0)!)}`;
}

function byte(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 255 });
}

describe("an address with a file's ending behind it", () => {
  it.each([
    ["2001:db8::0.0.0.119.docx", "2001:db8::77"],
    ["2001:db8:0:0:0:0:0.0.0.119.docx", "2001:db8::77"],
    ["2001:db8:1:2:3:4:203.0.113.77.docx", "2001:db8:1:2:3:4:cb00:714d"],
    ["203.0.113.77.docx", "203.0.113.77"],
    ["٢٠٣.٠.١١٣.٧٧.docx", "203.0.113.77"],
    ["२०३.०.११३.७७", "203.0.113.77"],
    ["203..0..113..77.pdf", "203.0.113.77"],
    ["203+0+113+77", "203.0.113.77"],
  ])("%s is found", (text, address) => {
    const found = addressesIn(plainForm(text));

    expect(addressKeys(address).some((key) => found.has(key))).toBe(true);
  });
});
