import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPattern } from "./stix-pattern.ts";
import { PatternError } from "./stix-pattern-lexer.ts";

describe("a pattern names its observables", () => {
  test.each<[string, readonly (readonly [string, string])[]]>([
    ["[ipv4-addr:value = '203.0.113.7']", [["ipv4-addr:value", "203.0.113.7"]]],
    [" [ ipv6-addr:value='2001:db8::1' ] ", [["ipv6-addr:value", "2001:db8::1"]]],
    ["[file:hashes.'SHA-256' = 'aa']", [["file:hashes.'SHA-256'", "aa"]]],
    ["[network-traffic:src_ref.value == '203.0.113.7']", [["network-traffic:src_ref.value", "203.0.113.7"]]],
    ["[user-account:account_login = 'o\\'neill\\\\x']", [["user-account:account_login", "o'neill\\x"]]],
    ["[file:extensions.'x-ext'.parts[*].size = 5]", [["file:extensions.'x-ext'.parts[*].size", "5"]]],
    [
      "[email-message:from_ref[0].value = 'a'] AND [url:value = 'b']",
      [
        ["email-message:from_ref[0].value", "a"],
        ["url:value", "b"],
      ],
    ],
    [
      "([a-b:c = 1] FOLLOWEDBY [a-b:d = 2.5]) WITHIN 600 SECONDS REPEATS 5 TIMES",
      [
        ["a-b:c", "1"],
        ["a-b:d", "2.5"],
      ],
    ],
    [
      "[a:b = true AND (a:c = 'x' OR d:e = 'y')]",
      [
        ["a:b", "true"],
        ["a:c", "x"],
        ["d:e", "y"],
      ],
    ],
    ["[a:b != 'x']", []],
    ["[a:b NOT = 'x']", []],
    ["[a:b IN ('x', 'y')] OR [a:b LIKE 'x%'] OR [a:b MATCHES '^x' AND a:c ISSUBSET '192.0.2.0/24']", []],
    ["[EXISTS a:b]", []],
    [
      "[a:b >= t'2026-11-18T00:02:52.5Z' AND a:c = h'00ff' AND a:d = b'AAE=']",
      [
        ["a:c", "00ff"],
        ["a:d", "AAE="],
      ],
    ],
    ["[a:b > 1] START t'2026-11-18T00:00:00Z' STOP t'2026-11-19T00:00:00Z'", []],
    ["/* why */ [a:b = 'x'] // so", [["a:b", "x"]]],
  ])("%s", (pattern, equalities) => {
    expect(readPattern(pattern)).toEqual(equalities.map(([key, value]) => ({ key, value })));
  });
});

test.each<[string, RegExp]>([
  ["", /ends too soon/],
  ["ipv4-addr:value = '203.0.113.7'", /unexpected at position 0/],
  ["[ipv4-addr:value = '203.0.113.7'", /ends too soon/],
  ["[ipv4-addr:value = 203.0.113.7]", /unexpected at position 24/],
  ['[ipv4-addr:value = "203.0.113.7"]', /no word of a pattern begins at position 19/],
  ["[ipv4-addr.value = '1']", /unexpected at position 10/],
  ["[ipv4-addr:value = 'o'neill']", /no word of a pattern begins at position 27/],
  ["[ipv4-addr:value = 'a\\b']", /no word of a pattern begins at position 19/],
  ["[ipv4-addr:value = '1' and url:value = '2']", /unexpected at position 23/],
  ["[ipv4-addr:value = '1' AND url:value = '2']", /different types of objects/],
  ["[a:b = '1'] [c:d = '2']", /unexpected at position 12/],
  ["[]", /unexpected at position 1/],
  ["[a:b = 'x'] WITHIN 0 SECONDS", /needs a number above 0/],
  ["[a:b = 'x'] REPEATS 1.5 TIMES", /needs a number above 0/],
  ["[a:b = 'x'] START t'2026-11-19T00:00:00Z' STOP t'2026-11-18T00:00:00Z'", /STOP is not after START/],
  ["[a:b = t'2026-13-18T00:00:00Z']", /no timestamp/],
  ["[a:b LIKE 5]", /unexpected/],
  ["[a:b[x] = 1]", /unexpected/],
])("%s is no pattern", (pattern, message) => {
  expect(() => readPattern(pattern)).toThrow(message);
});

test("any text as a value is read back, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (value) => {
      const escaped = value.replace(/[\\']/g, "\\$&");
      expect(readPattern(`[user-account:account_login = '${escaped}']`)).toEqual([
        { key: "user-account:account_login", value },
      ]);
    }),
    { seed: 21, numRuns: 500 },
  );
});

test("any other text is refused with a sentence, never with something else", () => {
  const pieces = fc.constantFrom(
    "[",
    "]",
    "(",
    ")",
    "a:b",
    "=",
    "'x'",
    "AND",
    "NOT",
    "EXISTS",
    "5",
    "t'",
    ".",
    "IN",
    " ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        readPattern(parts.join(""));
      } catch (error) {
        expect(error).toBeInstanceOf(PatternError);
      }
    }),
    { seed: 22, numRuns: 2_000 },
  );
});

test.each([["(".repeat(100_000)], [`[${"(".repeat(100_000)}`], ["'".repeat(100_001)], [`[a${".b".repeat(50_000)}`]])(
  "a hundred thousand characters are refused, without a fall",
  (pattern) => {
    expect(() => readPattern(pattern)).toThrow(PatternError);
  },
);
