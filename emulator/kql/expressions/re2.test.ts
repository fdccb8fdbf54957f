import { describe, expect, it } from "vitest";
import { compileRe2 } from "./re2.ts";

/** Patterns of RE2 with texts that match and texts that do not. */
const MATCHES: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  "^a.c$": [
    ["abc", "a€c"],
    ["a\nc", "abcd"],
  ],
  "(?i)contoso": [["CONTOSO"], ["fabrikam"]],
  "(?s)a.c": [["a\nc"], ["ac"]],
  "(?m)^b$": [["a\nb"], ["ab"]],
  "a(?i:B)c": [["abc", "aBc"], ["ABc"]],
  "\\Aab\\z": [["ab"], ["ab\n", "xab"]],
  "\\d{2,3}": [["12"], ["1", "٣٤"]],
  "^\\w+$": [["a_1"], ["é"]],
  "^\\S\\s\\S$": [["a b"], ["a\vb"]],
  "^[[:alpha:]]+[[:digit:]]$": [["ab1"], ["1a"]],
  "^[]a]+$": [["]a"], ["b"]],
  "^[^]a]$": [["b"], ["]"]],
  "^[\\w.-]+@[\\w.-]+$": [["anna@contoso.com"], ["anna"]],
  "^[\\d\\-/]+$": [["2026-11/18"], ["a"]],
  "a{,2}": [["a{,2}"], ["aa"]],
  "x}": [["x}"], ["x"]],
  "\\Qa.b*\\E+": [["a.b**"], ["axb"]],
  "\\pL\\p{Greek}": [["aλ"], ["1λ"]],
  "\\PL": [["1"], ["a"]],
  "\\x41\\x{1F600}": [["A😀"], ["A"]],
  "\\@\\-\\_": [["@-_"], ["@"]],
  "(?P<year>\\d{4})-(?<month>\\d\\d)": [["2026-11"], ["26-11"]],
  "a[/]b": [["a/b"], ["ab"]],
};

const FAULTS: Readonly<Record<string, string>> = {
  "look-ahead": "(?=a)",
  "negative look-ahead": "(?!a)",
  "look-behind": "(?<=a)b",
  "negative look-behind": "(?<!a)b",
  "an atomic group": "(?>a)",
  "a back-reference": "(a)\\1",
  "a named back-reference": "(?P<x>a)\\k<x>",
  "a possessive repeat": "a++",
  "a group left open": "(a",
  "a group not opened": "a)",
  "a class left open": "[a",
  "a class of no such name": "[[:wrong:]]",
  "a repeat of nothing": "*a",
  "a backslash at the end": "a\\",
  "an escape of no meaning": "\\y",
  "a range backwards": "[z-a]",
};

describe("a pattern of RE2", () => {
  it.each(Object.entries(MATCHES))("%s", (pattern, [matching, others]) => {
    const regex = compileRe2(pattern);
    if ("kind" in regex) {
      throw new Error(regex.reason);
    }
    expect(matching.filter((text) => !regex.test(text))).toEqual([]);
    expect(others.filter((text) => regex.test(text))).toEqual([]);
  });
});

describe("what is no pattern of RE2 is a fault:", () => {
  it.each(Object.entries(FAULTS))("%s", (_, pattern) => {
    expect(compileRe2(pattern)).toMatchObject({ kind: "fault" });
  });
});
