import fc from "fast-check";
import { expect, it } from "vitest";
import { parseJson, parseObject, propertiesOf } from "./parse-object.ts";

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

it.each([
  ["null", null],
  ["[1]", [1]],
  ['"a"', "a"],
  ["", undefined],
  ["{'a':1}", undefined],
])("%j stands for %j", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

it.each([[null], [undefined], [[1]], ["text"], [7]])("%j has no properties", (value) => {
  expect(propertiesOf(value)).toEqual({});
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
