import { expect, test } from "vitest";
import { parseTable } from "./parse-table.ts";
import type { Cell, ColumnType } from "./tables.ts";

function cell(type: ColumnType, value: unknown): Cell | undefined {
  return parseTable({ columns: [{ name: "c", type }], rows: [[value]] }).rows[0]?.[0];
}

test.each<[ColumnType, unknown, Cell]>([
  ["bool", false, false],
  ["int", 3, 3],
  ["long", 9_007_199_254_740_991, 9_007_199_254_740_991],
  ["real", 0.5, 0.5],
  ["real", "NaN", "NaN"],
  ["decimal", 1.25, "1.25"],
  ["decimal", "1.250", "1.250"],
  ["string", "", ""],
  ["guid", "c44f5660-1ce2-4508-a762-a7a0e415d5af", "c44f5660-1ce2-4508-a762-a7a0e415d5af"],
  ["timespan", "1.00:00:00", "1.00:00:00"],
  ["dynamic", { a: [1] }, '{"a":[1]}'],
  ["dynamic", '{"a":1}', '{"a":1}'],
  ["datetime", "2026-11-18T00:02:52.1234567Z", "2026-11-18T00:02:52.1234567Z"],
  ["datetime", "2026-11-18 00:02:52", "2026-11-18T00:02:52.000Z"],
  ["datetime", "2026-11-18T01:02:52+01:00", "2026-11-18T00:02:52.000Z"],
  ["string", null, null],
  ["datetime", null, null],
])("a cell of type %s holds %j as %j", (type, value, expected) => {
  expect(cell(type, value)).toEqual(expected);
});

test.each<[ColumnType, unknown]>([
  ["bool", "true"],
  ["int", 1.5],
  ["long", "1"],
  ["real", "one"],
  ["string", 1],
  ["datetime", "yesterday"],
  ["datetime", 1_763_424_172],
  ["guid", 1],
])("a column of type %s takes no %j, and the error says where", (type, value) => {
  expect(() => cell(type, value)).toThrow(`row 1, column "c": no value of type ${type}`);
});

const COLUMN = { name: "c", type: "string" };

test.each<[unknown, string]>([
  [null, "a table is"],
  [[], "a table is"],
  [{}, '"columns"'],
  [{ columns: [], rows: [] }, '"columns"'],
  [{ columns: [COLUMN] }, '"rows"'],
  [{ columns: [{ type: "string" }], rows: [] }, "column 1 has no name"],
  [{ columns: [{ name: "c", type: "text" }], rows: [] }, 'column "c" has no type of bool,'],
  [{ columns: [COLUMN, COLUMN], rows: [] }, 'column "c" stands there twice'],
  [{ columns: [COLUMN], rows: [["a"], ["b", "c"]] }, "row 2 is no list of 1 cells"],
  [{ tables: [] }, '"tables" holds exactly one table'],
])("%j is no table", (input, message) => {
  expect(() => parseTable(input)).toThrow(message);
});

test("a whole answer of the query API is read like the table in it", () => {
  const table = { columns: [COLUMN], rows: [["a"]] };
  expect(parseTable({ tables: [{ name: "PrimaryResult", ...table }] })).toEqual(parseTable(table));
});
