import { expect, test } from "vitest";
import { readExpand } from "./expand.ts";

const read = (text: string) => readExpand(text).map(({ name, options }) => [name, Object.fromEntries(options)]);

test.each([
  ["manager", [["manager", {}]]],
  ["manager($select=id,mail)", [["manager", { select: "id,mail" }]]],
  [
    "manager($select=id; $Levels=1),photo",
    [
      ["manager", { select: "id", levels: "1" }],
      ["photo", {}],
    ],
  ],
  [
    "singleValueExtendedProperties($filter=id eq 'String {1} Name a;b,(c)')",
    [["singleValueExtendedProperties", { filter: "id eq 'String {1} Name a;b,(c)'" }]],
  ],
])("%s", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each(["", "manager,", "manager(", "5", "manager($select)", "a b"])("%j is refused", (text) => {
  expect(() => readExpand(text)).toThrow(/^Parsing OData Select and Expand failed: /);
});
