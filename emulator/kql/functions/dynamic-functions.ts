import { coerce, convert, toJson } from "../expressions/coerce.ts";
import { combine } from "../expressions/compiled.ts";
import { keyOf } from "../values/keys.ts";
import { isArray, isBag, type Json, type Value } from "../values/values.ts";
import { type FunctionDefinition, type FunctionTable, ofAll, strict } from "./define.ts";

const packBag: FunctionDefinition = ({ type, arguments: given }) =>
  combine(type, given, (row) => {
    const entries: [string, Json][] = [];
    for (let index = 0; index + 1 < given.length; index += 2) {
      const [key, value] = [given[index], given[index + 1]];
      if (key !== undefined && value !== undefined) {
        entries.push([
          convert(key.evaluate(row), key.type, "string") as string,
          toJson(value.evaluate(row), value.type),
        ]);
      }
    }
    return Object.fromEntries(entries);
  });

/** The functions of arrays and bags. */
export const DYNAMIC_FUNCTIONS: FunctionTable = {
  array_length: strict(["dynamic"], (array) => (isArray(array) ? array.length : null)),
  array_concat: ofAll("dynamic", (arrays) => arrays.flatMap((array) => (isArray(array) ? array : []))),
  array_index_of: strict(["dynamic", "dynamic"], (array, sought) =>
    isArray(array) ? array.findIndex((element) => keyOf(element) === keyOf(sought)) : null,
  ),
  array_slice: strict(["dynamic", "long", "long"], (array, from, to) =>
    isArray(array) ? array.slice(Number(from), Number(to) === -1 ? undefined : Number(to) + 1) : null,
  ),
  bag_has_key: strict(["dynamic", "string"], (bag, key) => (isBag(bag) ? Object.hasOwn(bag, key) : null)),
  bag_keys: strict(["dynamic"], (bag) => (isBag(bag) ? Object.keys(bag) : null)),
  bag_merge: ofAll("dynamic", (bags) =>
    Object.fromEntries(
      bags
        .filter(isBag)
        .toReversed()
        .flatMap((bag) => Object.entries(bag)),
    ),
  ),
  bag_pack: packBag,
  pack: packBag,
  pack_dictionary: packBag,
  pack_array: ({ type, arguments: given }) =>
    combine(type, given, (row) => given.map((part) => toJson(part.evaluate(row), part.type))),
  set_has_element: ({ type, arguments: [set, element] }) => {
    if (set === undefined || element === undefined) {
      throw new Error("The language service let a call without arguments pass.");
    }
    const sought = coerce(element, "dynamic");
    return combine(type, [set, sought], (row) => {
      const elements = set.evaluate(row);
      return isArray(elements) ? includes(elements, sought.evaluate(row)) : null;
    });
  },
  set_union: ofAll("dynamic", (sets) => distinct(sets.flatMap((set) => (isArray(set) ? set : [])))),
  set_intersect: ofAll("dynamic", ([first, ...others]) =>
    distinct(elementsOf(first).filter((element) => others.every((set) => includes(elementsOf(set), element)))),
  ),
  set_difference: ofAll("dynamic", ([first, ...others]) =>
    distinct(elementsOf(first).filter((element) => !others.some((set) => includes(elementsOf(set), element)))),
  ),
};

function elementsOf(value: Value | undefined): readonly Json[] {
  return value !== undefined && isArray(value) ? value : [];
}

function includes(elements: readonly Json[], sought: Value): boolean {
  return elements.some((element) => keyOf(element) === keyOf(sought));
}

/** The elements without those that are there before. */
function distinct(elements: readonly Json[]): readonly Json[] {
  return [...new Map(elements.map((element) => [keyOf(element), element] as const)).values()];
}
