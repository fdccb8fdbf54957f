import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FingerprintSet } from "./fingerprint-set.ts";

const id = (n: number): string => n.toString(16).padStart(32, "0");

describe("a set of fingerprints", () => {
  it("finds what was added, again and again, and counts it as taken once", () => {
    const set = new FingerprintSet();
    set.add(id(1));
    set.add(id(1));
    set.add(id(2));
    expect(set.untaken).toBe(2);
    expect([set.take(id(1)), set.take(id(1)), set.take(id(3))]).toEqual([true, true, false]);
    expect(set.untaken).toBe(1);
  });

  it.each(["", "1", "g".repeat(32), "A".repeat(32), "0".repeat(33), `${"0".repeat(31)}\n`])(
    "ignores what is no fingerprint: %j",
    (other) => {
      const set = new FingerprintSet();
      set.add(other);
      expect(set.untaken).toBe(0);
      expect(set.take(other)).toBe(false);
    },
  );

  it("tells apart fingerprints that differ in a single digit, at any place", () => {
    const set = new FingerprintSet();
    const base = "0123456789abcdef0123456789abcdef";
    set.add(base);
    for (let i = 0; i < 32; i++) {
      const digit = base[i] === "f" ? "0" : "f";
      expect(set.take(base.slice(0, i) + digit + base.slice(i + 1))).toBe(false);
    }
    expect(set.take(base)).toBe(true);
  });

  it("behaves as a set of texts does, through growth and collisions", () => {
    // Few different last digits, so that many fall on the same place.
    const hex = fc
      .tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 3 }))
      .map(([high, low]) => id(low).slice(8) + id(high).slice(24));
    fc.assert(
      fc.property(
        fc.array(hex, { maxLength: 4_000, size: "max" }),
        fc.array(hex, { maxLength: 200 }),
        (added, asked) => {
          const set = new FingerprintSet();
          for (const one of added) set.add(one);
          const plain = new Set(added);
          expect(set.untaken).toBe(plain.size);
          for (const one of [...asked, ...added.slice(0, 50)]) expect(set.take(one)).toBe(plain.has(one));
        },
      ),
      { seed: 2, numRuns: 25 },
    );
  });

  it("holds a hundred thousand", () => {
    const set = new FingerprintSet();
    for (let n = 0; n < 100_000; n++) set.add(id(n * 7_919));
    expect(set.untaken).toBe(100_000);
    for (let n = 0; n < 100_000; n += 997) expect(set.take(id(n * 7_919))).toBe(true);
  });
});
