import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressJudge } from "./address.ts";
import { type Observed, patternOf } from "./stix-pattern.ts";
import { readComparisons } from "./testdata/stix-pattern-grammar.ts";

const judge = createAddressJudge({ corporate: [], shared: [], allowed: [] });
const OBSERVED: Observed = {
  address: judge(undefined),
  account: "tomas.rossi@fabrikam.com",
  documentName: "Plan.docx",
  id: "01900c0ffee000000000000000000001",
};

describe("a pattern", () => {
  it.each<[string, Partial<Observed>, string]>([
    ["the address", { address: judge("203.0.113.17") }, "[ipv4-addr:value = '203.0.113.17']"],
    ["the address of version 6", { address: judge("[2001:DB8::1]:443") }, "[ipv6-addr:value = '2001:db8::1']"],
    ["the account", {}, "[user-account:account_login = 'tomas.rossi@fabrikam.com']"],
    [
      "the account where the address is private",
      { address: judge("10.0.0.1") },
      "[user-account:account_login = 'tomas.rossi@fabrikam.com']",
    ],
    ["the document where nobody is named", { account: " " }, "[file:name = 'Plan.docx']"],
    ["the document where a hyphen stands for nobody", { account: "-" }, "[file:name = 'Plan.docx']"],
    [
      "the refusal itself where nothing is known",
      { account: "", documentName: undefined },
      "[x-lockbell-refusal:fingerprint = '01900c0ffee000000000000000000001']",
    ],
  ])("compares %s", (_what, fields, text) => {
    expect(patternOf({ ...OBSERVED, ...fields }).text).toBe(text);
  });

  it.each([
    ["a quote", "o'neil@contoso.com", String.raw`o\'neil@contoso.com`],
    ["a backslash", String.raw`CONTOSO\anna`, String.raw`CONTOSO\\anna`],
    ["a backslash before a quote", String.raw`a\'`, String.raw`a\\\'`],
    ["what would end it", "a'] OR [url:value = 'b", String.raw`a\'] OR [url:value = \'b`],
    ["a control character, as a sign no account has", "an\u0000na", "an\ufffdna"],
    ["an invisible one, which left out would name another", "an\u200bna@contoso.com", "an\ufffdna@contoso.com"],
    ["a line end", "a\nb\u2028", "a\ufffdb\ufffd"],
    ["text that runs backwards", "a\u202eb", "a\ufffdb"],
  ])("holds %s", (_what, account, literal) => {
    expect(patternOf({ ...OBSERVED, account }).text).toBe(`[user-account:account_login = '${literal}']`);
  });

  it("stays short", () => {
    const { text } = patternOf({ ...OBSERVED, account: "a".repeat(100_000) });
    expect(text.length).toBeLessThan(600);
    expect(readComparisons(text)[0]?.value.at(-1)).toBe("…");
  });

  it("is one comparison, of the text as recorded, whatever that is", () => {
    const seen = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 100 })
      .filter((text) => !["", "-"].includes(text.trim()));
    const hostile = fc.string({
      unit: fc.constantFrom("'", "\\", "]", "[", " ", "=", "AND", "'", "a"),
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.oneof(seen, hostile), (account) => {
        const comparisons = readComparisons(patternOf({ ...OBSERVED, account: `x${account}` }).text);
        expect(comparisons).toMatchObject([{ object: "user-account", path: "account_login", operator: "=" }]);
        const [{ value = "" } = {}] = comparisons;
        // Only what nobody sees was put in another's place.
        if (!value.includes("\ufffd")) expect(value).toBe(`x${account}`);
      }),
      { seed: 9, numRuns: 1_000 },
    );
  });
});

describe("the grammar it is held against", () => {
  it.each([
    ...["", "[]", "ipv4-addr:value = '1.1.1.1'", "[ipv4-addr:value = '1.1.1.1'", "[ipv4-addr:value = 1.1.1.1]"],
    ...[
      "[ipv4-addr = '1.1.1.1']",
      "[ipv4-addr:value '1.1.1.1']",
      "[ipv4-addr:value = 'a'b']",
      String.raw`[file:name = 'a\']`,
    ],
    ...[String.raw`[file:name = 'a\n']`, "[file:name = 'a'] [file:name = 'b']", "[1file:name = 'a']"],
  ])("refuses %s", (pattern) => {
    expect(() => readComparisons(pattern)).toThrow(SyntaxError);
  });

  it("sees a second comparison", () => {
    expect(readComparisons("[file:name = 'a' OR url:value = 'b']")).toHaveLength(2);
  });
});
