import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntrySplitter, type SplitEntry } from "./entry-splitter.ts";

function split(text: string, size = text.length * 4 + 1, maxBytes = 1_000_000) {
  const splitter = new EntrySplitter(maxBytes);
  const bytes = Buffer.from(text);
  const entries: SplitEntry[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // As the reader does: the same bytes are used for the next piece.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    entries.push(...splitter.push(piece));
    piece.fill(0);
  }
  return { entries, state: splitter.state, texts: entries.map((entry) => entry.text) };
}

describe("EntrySplitter", () => {
  it.each<[string, string, readonly string[]]>([
    ["an array", '[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
    ["one object", ' {"a":{"b":[1,{}]}} ', ['{"a":{"b":[1,{}]}}']],
    ["a list under value, with a count behind it", '{"value":[{"a":1},{"a":2}],"Count":2}', ['{"a":1}', '{"a":2}']],
    [
      "a list under value, with more before and behind",
      '{"@x":"}[","n":{"value":[9]},"Value" : [{"a":1}],"y":["]}",{}]}',
      ['{"a":1}'],
    ],
    ["objects after each other", '{"a":1}\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']],
    ["arrays after each other, a mark between", '[{"a":1}]\n\ufeff[{"a":2}]', ['{"a":1}', '{"a":2}']],
    ["wrappers after each other", '{"value":[{"a":1}]}{"value":[{"a":2}]}', ['{"a":1}', '{"a":2}']],
    ["lists in lists", '[[{"a":1}],[{"a":2}]]', ['{"a":1}', '{"a":2}']],
    ["signs in texts", '[{"a":"]}{[,\\"\\\\"},{"b":"}"}]', ['{"a":"]}{[,\\"\\\\"}', '{"b":"}"}']],
    ["other values", '[null, 1,"a,]",true]', ["null", "1", '"a,]"', "true"]],
    ["an object whose value is none", '{"value":{"a":[1]}}', ['{"value":{"a":[1]}}']],
    ["an object that holds value deeper", '{"a":{"value":[1]}}', ['{"a":{"value":[1]}}']],
    [
      "an entry with a list of that name",
      '{"ContentId":"x","value":[{"a":1}]}',
      ['{"ContentId":"x","value":[{"a":1}]}'],
    ],
    [
      "such an entry, and a wrapper behind it",
      '{"contentid" : 1,"value":[1]}{"value":[{"a":1}]}',
      ['{"contentid" : 1,"value":[1]}', '{"a":1}'],
    ],
    ["a wrapper whose last key begins so", '{"ContentIds":1,"value":[{"a":1}]}', ['{"a":1}']],
    ["nothing", " \n", []],
    ["an empty list", "[]", []],
    ["null", "null", []],
    ["null before more", 'null\n[{"a":1}]', ['{"a":1}']],
  ])("finds the entries of %s, in pieces of any size", (_shape, text, expected) => {
    for (const size of [1, 2, 3, 7, 1_000]) {
      expect(split(text, size).texts).toEqual(expected);
      expect(split(text, size).state).toBe("whole");
    }
  });

  it.each([
    ["[", "cut"],
    ['[{"a":1}', "cut"],
    ['[{"a":1},', "cut"],
    ['[{"a":"', "cut"],
    ['{"value":[{"a":1}]', "cut"],
    ['["a', "cut"],
    ["[1", "cut"],
    ["nul", "not-json"],
    ["nothing to see", "not-json"],
    ["]", "not-json"],
    ["}", "not-json"],
    ["[}", "not-json"],
    ["WARNING", "not-json"],
    ['"text"', "not-json"],
    ["12", "not-json"],
  ])("%s is %s", (text, state) => {
    for (const size of [1, 1_000]) expect(split(text, size).state).toBe(state);
  });

  it("says where an entry begins, in bytes", () => {
    const { entries } = split('[{"é":1},  {"b":2}]', 4);
    expect(entries.map(({ offset, bytes }) => [offset, bytes])).toEqual([
      [1, 8],
      [12, 7],
    ]);
  });

  it("keeps the beginning of what is too long, and goes on behind it", () => {
    const { entries } = split(`[{"a":"${"x".repeat(40_000)}"},{"b":2}]`, 100, 20_000);
    expect(entries.map(({ isTooLong, bytes, text }) => [isTooLong, bytes, text.length])).toEqual([
      [true, 40_008, 16_384],
      [false, 7, 7],
    ]);
  });

  it("gives every entry of a list back as it was", () => {
    const lists = fc.array(
      fc.dictionary(fc.string(), fc.jsonValue()).filter((entry) => !Array.isArray(entry["value"])),
    );
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 40 }), fc.boolean(), (list, size, isIndented) => {
        const { texts, state } = split(JSON.stringify(list, null, isIndented ? 2 : 0), size);
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)));
        expect(state).toBe("whole");
      }),
      { seed: 20261118, numRuns: 300 },
    );
  });

  it("takes any bytes, and what is cut anywhere gives the entries before", () => {
    const text = JSON.stringify([{ a: "x" }, { b: [1, { c: "]" }] }, { d: null }]);
    const all = split(text).texts;
    for (let length = 0; length < text.length; length += 1) {
      const { texts, state } = split(text.slice(0, length));
      expect(all.slice(0, texts.length)).toEqual(texts);
      expect(state).toBe(length === 0 ? "whole" : "cut");
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'[]{}",:\\ n1x'.split("")) }), (rubbish) => {
        expect(() => split(rubbish, 3)).not.toThrow();
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
