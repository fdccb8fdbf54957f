import { describe, expect, it } from "vitest";
import { rowsOf, scalar } from "../testdata/workspace.ts";

const OPERATORS: Readonly<Record<string, unknown>> = {
  // Arithmetic: long by long is a long, and a null makes null.
  "1 + 2 * 3": 7,
  "(1 + 2) * 3": 9,
  "7 / 2": 3,
  "-7 / 2": -3,
  "7 / 2.0": 3.5,
  "7 % 4": 3,
  "-5 % 3": -2,
  "1 / 0": null,
  "1 % 0": null,
  "1.0 / 0": "Infinity",
  "1 + long(null)": null,
  "9007199254740991 + 2 - 9007199254740991": 2,
  "3037000500 * 3037000500 == 9223372037000250000": true,
  "9223372036854775807 + 1 < 0": true,
  "-(3)": -3,
  "+3": 3,
  "0x1F": 31,
  "1e3": 1000,
  "int(5) + 2": 7,
  "0.1 + 0.2": 0.30000000000000004,
  "decimal(0.1) + decimal(0.2)": "0.3",
  "decimal(1) / 3": "0.3333333333333333333333333333333333",
  "decimal(7.5) % 2": "1.5",
  "decimal(1.50) * 2": "3",

  // Times.
  "datetime(2026-11-18) + 1d": "2026-11-19T00:00:00Z",
  "1h + datetime(2026-11-18)": "2026-11-18T01:00:00Z",
  "datetime(2026-11-18 00:00:00.0000001) - 1tick": "2026-11-18T00:00:00Z",
  "datetime(2026-11-18) - 1tick": "2026-11-17T23:59:59.9999999Z",
  "datetime(2026-11-20) - datetime(2026-11-18 22:00)": "1.02:00:00",
  "datetime(9999-12-31) + 2d": null,
  "1d / 1h": 24,
  "3 * 90m": "04:30:00",
  "1d / 2": "12:00:00",
  "1h * 0.5": "00:30:00",
  "-1h": "-01:00:00",
  "25h % 1d": "01:00:00",
  "time(1.02:03:04)": "1.02:03:04",
  "timespan(2)": "2.00:00:00",
  "1.5h == 90m": true,
  "1ms + 1microsecond": "00:00:00.0010010",
  "datetime(2026-11-18T01:00:00+02:00)": "2026-11-17T23:00:00Z",

  // Comparisons, and what a null does to them.
  "1 == 1.0": true,
  "1 <> 2": true,
  "int(1) == long(1)": true,
  "decimal(1.0) == 1": true,
  "2 > 10": false,
  "'b' == 'B'": false,
  "1 == long(null)": false,
  "1 != long(null)": true,
  "long(null) == long(null)": null,
  "long(null) != long(null)": null,
  "1 > long(null)": null,
  "real(nan) == real(nan)": false,
  "guid(74be27de-1e4e-49d9-b579-fe0b331d3642) == '74BE27DE-1E4E-49D9-B579-FE0B331D3642'": true,
  "datetime(2026-11-18) < datetime(2026-11-18 00:00:01)": true,
  "dynamic({'a':1}) == dynamic({'a':1})": true,
  "dynamic({'a':5}).a > 3": true,
  "dynamic({'a':'5'}).a > 3": null,
  "dynamic({'a':'x'}).a == 'x'": true,
  "5 between (1 .. 5)": true,
  "5 !between (1 .. 5)": false,
  "datetime(2026-11-18 05:00) between (datetime(2026-11-18) .. 1d)": true,
  "long(null) between (1 .. 5)": null,

  // Logic with three values.
  "true and false or true": true,
  "bool(null) and false": false,
  "bool(null) and true": null,
  "bool(null) or true": true,
  "bool(null) or false": null,

  // Texts. A term is a run of letters and digits.
  "'Contoso' =~ 'CONTOSO'": true,
  "'Contoso' !~ 'CONTOSO'": false,
  "'Alpha plan.docx' has 'PLAN'": true,
  "'Alpha planning' has 'plan'": false,
  "'Alpha planning' hasprefix 'PLAN'": true,
  "'Alpha planning' hassuffix 'ning'": true,
  "'Alpha planning' hassuffix 'plan'": false,
  "'Alpha_plan' has 'plan'": true,
  "'Größe' has 'Gr'": false,
  "'a-b c' has 'a-b'": true,
  "'xa-b' has 'a-b'": false,
  "'Alpha' has_cs 'alpha'": false,
  "'Alpha' !has 'beta'": true,
  "'Alpha' !has_cs 'alpha'": true,
  "'Alpha' contains 'LPH'": true,
  "'Alpha' contains_cs 'LPH'": false,
  "'Alpha' !contains 'LPH'": false,
  "'Alpha' startswith 'AL'": true,
  "'Alpha' startswith_cs 'AL'": false,
  "'Alpha' !startswith 'AL'": false,
  "'Alpha' endswith 'PHA'": true,
  "'Alpha' !endswith_cs 'PHA'": true,
  "'abc 12' matches regex '[a-z]+ [0-9]+$'": true,
  "'abc' matches regex @'^\\d'": false,
  "'Alpha plan' has_any ('x', 'plan')": true,
  "'Alpha plan' has_any (dynamic(['x', 'y']))": false,
  "'Alpha plan' has_all ('alpha', 'plan')": true,
  "'Alpha plan' has_all ('alpha', 'x')": false,

  // One of several.
  "'b' in ('a', 'b')": true,
  "'B' in ('a', 'b')": false,
  "'B' in~ ('a', 'b')": true,
  "'B' !in ('a', 'b')": true,
  "'B' !in~ ('a', 'b')": false,
  "1 in (1.0, 2.0)": true,
  "long(null) in (1, 2)": false,
  "'b' in (dynamic(['a', 'b']))": true,
  "dynamic({'a':1}).a in (1, 'b')": true,

  // Literals.
  "'it\\'s'": "it's",
  "@'C:\\plans'": "C:\\plans",
  "h'secret'": "secret",
  "'one ' 'two'": "one two",
  "real(null)": null,
  "datetime(null)": null,
  "dynamic({'a':[1,2.5,true,null,'x'], 'b':-1})": '{"a":[1,2.5,true,null,"x"],"b":-1}',

  // Members of a dynamic.
  "dynamic({'a':{'b':[1,2]}}).a.b[1]": "2",
  "dynamic({'a b':1})['a b']": "1",
  "dynamic([1,2,3])[-1]": "3",
  "dynamic([1,2,3])[5]": null,
  "dynamic({'a':1}).constructor": null,
  "dynamic({'__proto__':5}).__proto__": "5",
};

describe("an expression has KQL's value", () => {
  it.each(Object.entries(OPERATORS))("%s", (expression, value) => {
    expect(scalar(expression)).toEqual(value);
  });

  it("whether its operands are constants or a row's", () => {
    const rows = rowsOf(
      `datatable(a: long, b: long)[5, 2, 5, long(null), long(null), long(null)]
       | project a + b, a / b, a == b, a != b, a > b, not(a == b)`,
    );
    expect(rows).toEqual([
      [7, 2, false, true, true, true],
      [null, null, false, true, null, true],
      [null, null, null, null, null, null],
    ]);
  });

  it("with a text sought that is a row's own", () => {
    const rows = rowsOf(
      `datatable(text: string, sought: string)["Alpha plan", "PLAN", "Alpha planning", "plan"]
       | project text has sought, text contains sought, text startswith sought, text =~ sought`,
    );
    expect(rows).toEqual([
      [true, true, false, false],
      [false, true, false, false],
    ]);
  });

  it("with candidates of 'in' that are a row's own", () => {
    const query = "datatable(a: string, b: string)['x', 'X', 'y', 'z'] | project a in ('q', b), a in~ ('q', b)";
    expect(rowsOf(query)).toEqual([
      [false, true],
      [false, false],
    ]);
  });
});
