import { describe, expect, it } from "vitest";
import { columnsOf, rowsOf } from "../testdata/workspace.ts";

/** The tables of Kusto's page on join: 'b' is twice on the left, 'c' twice on the right. */
const TABLES = `
  let X = datatable(Key: string, Value1: long)['a', 1, 'b', 2, 'b', 3, 'c', 4];
  let Y = datatable(Key: string, Value2: long)['b', 10, 'c', 20, 'c', 30, 'd', 40];`;

const PAIRS = [
  ["b", 2, "b", 10],
  ["b", 3, "b", 10],
  ["c", 4, "c", 20],
  ["c", 4, "c", 30],
];

const KINDS: Readonly<Record<string, readonly unknown[][]>> = {
  "": [PAIRS[0]!, PAIRS[2]!, PAIRS[3]!],
  "kind=innerunique": [PAIRS[0]!, PAIRS[2]!, PAIRS[3]!],
  "kind=inner": PAIRS,
  "kind=leftouter": [["a", 1, "", null], ...PAIRS],
  "kind=rightouter": [...PAIRS, ["", null, "d", 40]],
  "kind=fullouter": [["a", 1, "", null], ...PAIRS, ["", null, "d", 40]],
  "kind=leftanti": [["a", 1]],
  "kind=anti": [["a", 1]],
  "kind=leftantisemi": [["a", 1]],
  "kind=rightanti": [["d", 40]],
  "kind=rightantisemi": [["d", 40]],
  "kind=leftsemi": [
    ["b", 2],
    ["b", 3],
    ["c", 4],
  ],
  "kind=rightsemi": [
    ["b", 10],
    ["c", 20],
    ["c", 30],
  ],
  "kind=inner hint.strategy=shuffle": PAIRS,
};

describe("a join of", () => {
  it.each(Object.entries(KINDS))("'%s' tells of these rows", (kind, rows) => {
    expect(rowsOf(`${TABLES} X | join ${kind} Y on Key`)).toEqual(rows);
  });

  it.each(["on $left.Key == $right.Key", "on ($left.Key == $right.Key)", "on $left.['Key'] == $right.Key"])(
    "'%s' is a join on the column",
    (on) => {
      expect(rowsOf(`${TABLES} X | join kind=inner Y ${on}`)).toEqual(PAIRS);
    },
  );

  it("several conditions asks for all of them, however they are joined", () => {
    const tables = `let L = datatable(a: long, b: string)[1, 'x', 1, 'y', 2, 'x'];
      let R = datatable(a: long, c: string)[1, 'x', 2, 'y', 2, 'x'];`;
    const expected = [
      [1, "x", 1, "x"],
      [2, "x", 2, "x"],
    ];
    for (const on of ["a, $left.b == $right.c", "$left.a == $right.a and $left.b == $right.c"]) {
      expect(rowsOf(`${tables} L | join kind=inner R on ${on}`)).toEqual(expected);
    }
  });

  it("columns of one name gives the right one a number", () => {
    const columns = columnsOf("Events_CL | project ContentId_g, Size | join Labels on ContentId_g");
    expect(columns).toEqual(["ContentId_g", "Size", "ContentId_g1", "Label", "Size1"]);
  });

  it("keys with nulls finds none, and of empty texts finds each other", () => {
    const numbers = "let N = datatable(k: long)[long(null), 1];";
    expect(rowsOf(`${numbers} N | join kind=inner N on k`)).toEqual([[1, 1]]);
    expect(rowsOf(`${numbers} N | join kind=leftouter N on k`)).toEqual([
      [null, null],
      [1, 1],
    ]);
    const texts = "let E = datatable(k: string)[''];";
    expect(rowsOf(`${texts} E | join kind=inner E on k`)).toEqual([["", ""]]);
  });

  it("a guid with a text compares them as guids", () => {
    const query = `let G = datatable(id: string)['74BE27DE-1E4E-49D9-B579-FE0B331D3642'];
      Events_CL | where Size == 10 | join kind=inner G on $left.ContentId_g == $right.id | count`;
    expect(() => rowsOf(query)).toThrow("Inconsistent data types for join keys");
    const converted = query.replace("join kind=inner G", "join kind=inner (G | extend id = toguid(id))");
    expect(rowsOf(converted)).toEqual([[1]]);
  });
});
