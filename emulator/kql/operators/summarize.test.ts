import { describe, expect, it } from "vitest";
import { rowsOf, run } from "../testdata/workspace.ts";

/** Aggregates over `values`, which has a group of three with a null and a group of one. */
const VALUES = `datatable(g: string, n: long, r: real, s: string, d: dynamic, t: timespan, w: datetime, m: decimal)[
  'a', 1, 1.5, 'x', dynamic({'k': 1}), 1h, datetime(2026-11-18), decimal(0.1),
  'a', 4, 2.5, 'y', dynamic({'k': 2, 'l': 3}), 2h, datetime(2026-11-20), decimal(0.2),
  'a', long(null), real(null), 'x', dynamic(null), timespan(null), datetime(null), decimal(null),
  'b', 9, 0.5, '', dynamic([1]), 3h, datetime(2026-11-19), decimal(5)]`;

/** For each aggregate its column and its values for the groups 'a' and 'b', and of no row at all. */
const AGGREGATES: Readonly<Record<string, readonly [string, unknown, unknown, unknown]>> = {
  "count()": ["count_:long", 3, 1, 0],
  "countif(n > 1)": ["countif_:long", 1, 1, 0],
  "dcount(s)": ["dcount_s:long", 2, 1, 0],
  "dcountif(s, n > 1)": ["dcountif_s:long", 1, 1, 0],
  "count_distinct(s)": ["count_distinct_s:long", 2, 1, 0],
  "count_distinctif(s, n == 1)": ["count_distinctif_s:long", 1, 0, 0],
  "sum(n)": ["sum_n:long", 5, 9, 0],
  "sum(r)": ["sum_r:real", 4, 0.5, 0],
  "sum(t)": ["sum_t:timespan", "03:00:00", "03:00:00", "00:00:00"],
  "sum(m)": ["sum_m:decimal", "0.3", "5", "0"],
  "sumif(n, s == 'x')": ["sumif_n:long", 1, 0, 0],
  "avg(n)": ["avg_n:real", 2.5, 9, "NaN"],
  "avg(t)": ["avg_t:timespan", "01:30:00", "03:00:00", null],
  "avg(m)": ["avg_m:decimal", "0.15", "5", null],
  "avgif(r, s == 'y')": ["avgif_r:real", 2.5, "NaN", "NaN"],
  "min(n)": ["min_n:long", 1, 9, null],
  "min(w)": ["min_w:datetime", "2026-11-18T00:00:00Z", "2026-11-19T00:00:00Z", null],
  "minif(n, n > 1)": ["minif_n:long", 4, 9, null],
  "max(r)": ["max_r:real", 2.5, 0.5, null],
  "max(s)": ["max_s:string", "y", "", ""],
  "maxif(n, n < 4)": ["maxif_n:long", 1, null, null],
  "stdev(n)": ["stdev_n:real", Math.sqrt(4.5), 0, 0],
  "stdevif(n, n > 1)": ["stdevif_n:real", 0, 0, 0],
  "variance(n)": ["variance_n:real", 4.5, 0, 0],
  "varianceif(n, true)": ["varianceif_n:real", 4.5, 0, 0],
  "percentile(n, 50)": ["percentile_n_50:long", 1, 9, null],
  "percentile(n, 90)": ["percentile_n_90:long", 4, 9, null],
  "make_list(n)": ["list_n:dynamic", "[1,4]", "[9]", "[]"],
  "makelist(s)": ["list_s:dynamic", '["x","y","x"]', '[""]', "[]"],
  "make_list(n, 1)": ["list_n:dynamic", "[1]", "[9]", "[]"],
  "make_list_if(n, n > 1)": ["list_n:dynamic", "[4]", "[9]", "[]"],
  "make_set(s)": ["set_s:dynamic", '["x","y"]', '[""]', "[]"],
  "makeset(n)": ["set_n:dynamic", "[1,4]", "[9]", "[]"],
  "make_set_if(s, n > 1)": ["set_s:dynamic", '["y"]', '[""]', "[]"],
  "make_bag(d)": ["bag_d:dynamic", '{"k":1,"l":3}', "{}", "{}"],
  "make_dictionary(d)": ["dictionary_d:dynamic", '{"k":1,"l":3}', "{}", "{}"],
  "make_bag_if(d, n > 1)": ["bag_d:dynamic", '{"k":2,"l":3}', "{}", "{}"],
  "take_any(s)": ["s:string", "x", "", ""],
  "any(s)": ["any_s:string", "x", "", ""],
  "max(n) - min(n)": ["Column1:long", 3, 0, null],
  "round(sum(r) / count(), 2)": ["Column1:real", 1.33, 0.5, "NaN"],
};

describe("an aggregate", () => {
  it.each(Object.entries(AGGREGATES))("%s", (aggregate, [column, a, b, none]) => {
    const grouped = run(`${VALUES} | summarize ${aggregate} by g`);
    expect(grouped.columns[1]).toEqual({ name: column.split(":")[0], type: column.split(":")[1] });
    expect(grouped.rows).toEqual([
      ["a", a],
      ["b", b],
    ]);
    expect(rowsOf(`${VALUES} | where g == 'c' | summarize ${aggregate}`)).toEqual([[none]]);
  });
});

const QUERIES: Readonly<Record<string, readonly [string, readonly unknown[][]]>> = {
  "summarize by g": ["g", [["a"], ["b"]]],
  "summarize Rows = count(), sum(n) by Group = toupper(g)": [
    "Group Rows sum_n",
    [
      ["A", 3, 5],
      ["B", 1, 9],
    ],
  ],
  // Bins count from the first day of year 1.
  "summarize count() by bin(w, 2d)": [
    "w count_",
    [
      ["2026-11-17T00:00:00Z", 1],
      ["2026-11-19T00:00:00Z", 2],
      [null, 1],
    ],
  ],
  "summarize count(), count() by s, g": [
    "s g count_ count_1",
    [
      ["x", "a", 2, 2],
      ["y", "a", 1, 1],
      ["", "b", 1, 1],
    ],
  ],
  "summarize arg_max(n, s, r) by g": [
    "g n s r",
    [
      ["a", 4, "y", 2.5],
      ["b", 9, "", 0.5],
    ],
  ],
  "summarize arg_min(w, *) by g | project-away d, m": [
    "g w n r s t",
    [
      ["a", "2026-11-18T00:00:00Z", 1, 1.5, "x", "01:00:00"],
      ["b", "2026-11-19T00:00:00Z", 9, 0.5, "", "03:00:00"],
    ],
  ],
  "summarize (Last, Who) = arg_max(w, s) by g": [
    "g Last Who",
    [
      ["a", "2026-11-20T00:00:00Z", "y"],
      ["b", "2026-11-19T00:00:00Z", ""],
    ],
  ],
  "summarize argmax(n, s), argmin(n, s)": ["max_n max_n_s min_n min_n_s", [[9, "", 1, "x"]]],
  "summarize take_any(n, s) by g": [
    "g n s",
    [
      ["a", 1, "x"],
      ["b", 9, ""],
    ],
  ],
  "where g == 'c' | summarize count() by g": ["g count_", []],
  "where g == 'c' | summarize arg_max(n, s)": ["n s", [[null, ""]]],
  "summarize hint.strategy=shuffle count()": ["count_", [[4]]],
};

describe("summarize", () => {
  it.each(Object.entries(QUERIES))("%s", (operators, [columns, rows]) => {
    const result = run(`${VALUES} | ${operators}`);
    expect(result.columns.map(({ name }) => name).join(" ")).toBe(columns);
    expect(result.rows).toEqual(rows);
  });

  it("adds longs without losing a digit", () => {
    const query = "datatable(n: long)[9007199254740991, 9007199254740991, -9007199254740990] | summarize t = sum(n)";
    expect(rowsOf(`${query} | project t == 9007199254740992`)).toEqual([[true]]);
  });
});
