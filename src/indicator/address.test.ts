import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddressLists, createAddressJudge, type UnusableBecause } from "./address.ts";
import { parseAddressRange } from "./address-text.ts";

const NO_LISTS: AddressLists = { corporate: [], shared: [], allowed: [] };
const judge = createAddressJudge(NO_LISTS);

describe("an address that may be one reader's", () => {
  it.each<[string, 4 | 6, string]>([
    ["8.8.8.8", 4, "8.8.8.8"],
    [" 8.8.8.8 ", 4, "8.8.8.8"],
    ["8.8.8.8:443", 4, "8.8.8.8"],
    ["2001:DB8:0:0:0:0:0:1", 6, "2001:db8::1"],
    ["[2001:db8::1]", 6, "2001:db8::1"],
    ["[2001:db8::1]:50312", 6, "2001:db8::1"],
    ["2001:db8::1%eth0", 6, "2001:db8::1"],
    ["2001:0db8:0000:0001:0000:0000:0000:0001", 6, "2001:db8:0:1::1"],
    ["::ffff:8.8.8.8", 4, "8.8.8.8"],
    ["::FFFF:0808:0808", 4, "8.8.8.8"],
    ["[::ffff:8.8.8.8]:443", 4, "8.8.8.8"],
    ["64:ff9b::8.8.8.8", 4, "8.8.8.8"],
    ["2002:808:808::1", 6, "2002:808:808::1"],
    // Teredo: 203.0.113.45 with every bit turned round.
    ["2001:0:c000:201:0:63bf:34ff:8ed2", 6, "2001:0:c000:201:0:63bf:34ff:8ed2"],
    ["100.63.255.255", 4, "100.63.255.255"],
    ["100.128.0.0", 4, "100.128.0.0"],
    ["172.15.255.255", 4, "172.15.255.255"],
    ["172.32.0.0", 4, "172.32.0.0"],
    ["192.0.2.17", 4, "192.0.2.17"],
    ["198.51.100.17", 4, "198.51.100.17"],
    ["203.0.113.17", 4, "203.0.113.17"],
    ["3fff::1", 6, "3fff::1"],
  ])("is %s", (recorded, version, address) => {
    expect(judge(recorded)).toEqual({ usable: true, version, address });
  });
});

describe("an address that says nothing", () => {
  it.each<[UnusableBecause, readonly (string | undefined)[]]>([
    ["missing", [undefined, "", "  ", "-"]],
    [
      "malformed",
      [
        ...["1.2.3", "1.2", "16909060", "0x08.8.8.8", "010.0.0.1", "8.8.8.08", "8.8.8.256", "8.8.8.8.8", "8.8.8.8/32"],
        ...["8.8.8.8:65536", "8.8.8.8:", ":443", "[8.8.8.8]", "[8.8.8.8]:443", "8.8.8.8%eth0", "8.8.8.8, 9.9.9.9"],
        ...["2001:db8:::1", "2001:db8::g", "[2001:db8::1", "2001:db8::1]", "2001:db8::1%", "::ffff:1.2.3"],
        ...[
          "::ffff:010.0.0.1",
          "::ffff:8.8.8.8.8",
          "unknown",
          "8.8.8.8\u200b",
          "٨.٨.٨.٨",
          `${"1".repeat(50_000)}.1.1.1`,
        ],
      ],
    ],
    [
      "private",
      [
        ...["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "169.254.1.1"],
        ...["2002:c0a8:101::1", "2002:7f00:1::1", "2001:0:c000:201::f5ff:fffe", "2001:0:c000:201::3f57:fefe"],
        ...["::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "::ffff:10.0.0.1", "2002:a00:1::1"],
      ],
    ],
    ["shared", ["100.64.0.1", "100.127.255.255", "::ffff:100.64.0.1", "2002:6440:1::1", "2001:0:c000:201::9bbf:fffe"]],
    [
      "reserved",
      [
        ...["0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8"],
        ...["::", "ff02::1", "100::1", "4000::1", "::808:808", "2001:2::1", "5f00::1", "64:ff9b:1::1"],
      ],
    ],
  ])("is %s", (because, recorded) => {
    for (const text of recorded)
      expect({ text, verdict: judge(text) }).toEqual({ text, verdict: { usable: false, because } });
  });
});

describe("configured lists", () => {
  const listed = createAddressJudge({
    corporate: ["198.51.100.0/25", "2001:db8:c0::/48", "10.0.0.0/8"],
    shared: ["203.0.113.7", "::ffff:192.0.2.0/120"],
    allowed: ["2001:db8::5", "198.51.100.0/24"],
  });

  it.each<[string, UnusableBecause | null]>([
    ["198.51.100.127", "corporate"],
    ["198.51.100.128", "allow-listed"],
    ["2001:db8:c0:ffff::1", "corporate"],
    ["2001:db8:c1::1", null],
    ["::ffff:198.51.100.5", "corporate"],
    ["10.1.2.3", "corporate"],
    ["203.0.113.7", "shared"],
    ["203.0.113.8", null],
    ["192.0.2.255", "shared"],
    ["2001:DB8:0::5", "allow-listed"],
    ["192.168.0.1", "private"],
    // 198.51.100.5, 203.0.113.7 and 198.51.100.200, carried by 6to4 and by Teredo.
    ["2002:c633:6405::1", "corporate"],
    ["2001:0:c000:201:0:63bf:39cc:9bfa", "corporate"],
    ["2002:cb00:7107:1::1", "shared"],
    ["2001:0:c000:201:0:63bf:34ff:8ef8", "shared"],
    ["2002:c633:64c8::1", "allow-listed"],
    ["2001:0:c000:201:0:63bf:39cc:9b37", "allow-listed"],
    ["2002:cb00:7108::1", null],
  ])("say of %s: %s", (recorded, because) => {
    expect(listed(recorded)).toMatchObject(because === null ? { usable: true } : { usable: false, because });
  });

  it.each([
    ...["", "x", "1.2.3", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/1.5"],
    ...["2001:db8::/129", "2001:db8::1/32", "[2001:db8::]/32", "fe80::%eth0/10", "10.0.0.0:80", "::ffff:0:0/95"],
  ])("hold no %j", (text) => {
    expect(parseAddressRange(text)).toBeNull();
    expect(() => createAddressJudge({ ...NO_LISTS, shared: [text] })).toThrow(RangeError);
  });

  it("may hold everything there is", () => {
    const none = createAddressJudge({ ...NO_LISTS, allowed: ["0.0.0.0/0", "::/0"] });
    expect([none("8.8.8.8"), none("2600::1")]).toMatchObject([
      { because: "allow-listed" },
      { because: "allow-listed" },
    ]);
  });
});

describe("any address", () => {
  it("is spelt as RFC 5952 wants it, as the URL standard does too", () => {
    fc.assert(
      fc.property(fc.ipV6(), (recorded) => {
        const verdict = judge(recorded);
        if (verdict.usable && verdict.version === 6)
          expect(`[${verdict.address}]`).toBe(new URL(`http://[${recorded}]`).hostname);
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });

  it("is judged alike once more, and whatever it is, judging ends", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: "binary" })), (recorded) => {
        const verdict = judge(recorded);
        if (verdict.usable) expect(judge(verdict.address)).toEqual(verdict);
      }),
      { seed: 6, numRuns: 2_000 },
    );
  });
});
