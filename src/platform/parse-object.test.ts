import fc from "fast-check";
import { expect, it } from "vitest";
import { parseObject } from "./parse-object.ts";

it.each([
  ['{"a":1,"b":{"c":[]}}', { a: 1, b: { c: [] } }],
  ["{}", {}],
  ["[1]", {}],
  ["null", {}],
  ['"text"', {}],
  ["1", {}],
  ["", {}],
  ["<html>", {}],
  ['{"a":1', {}],
])("%s has the properties %j", (text, expected) => {
  expect(parseObject(text)).toEqual(expected);
});

it("never throws, whatever the text", () => {
  const texts = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseObject(text)).toBeTypeOf("object");
    }),
    { seed: 3 },
  );
});
