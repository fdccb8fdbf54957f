import fc from "fast-check";
import { describe, it } from "vitest";
import { type Cell, COLUMN_TYPES, type ColumnType, type StoredTable } from "../tables.ts";
import { AGGREGATE_NAMES } from "./aggregates/aggregates.ts";
import { FUNCTIONS_BY_TOPIC } from "./functions/functions.ts";
import { BINARY_OPERATORS, IN_OPERATORS } from "./reading/operators-by-text.ts";
import { runQuery } from "./run-query.ts";
import { EVENTS, LABELS, NOW } from "./testdata/workspace.ts";

/*
 * Whatever is asked, the answer is a table or a refusal, never an error of our own: each operator and function with
 * operands of every type, as constants and as a row's own, and texts that are hardly queries.
 */

/** A literal of each type, and its null. */
const LITERALS: Readonly<Record<ColumnType, readonly string[]>> = {
  bool: ["true", "bool(null)"],
  datetime: ["datetime(2026-11-18)", "datetime(null)"],
  decimal: ["decimal(1.5)", "decimal(null)"],
  dynamic: ["dynamic({'a': 1})", "dynamic(null)"],
  guid: ["guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", "guid(null)"],
  int: ["int(2)", "int(null)"],
  long: ["3", "long(null)"],
  real: ["1.5", "real(null)"],
  string: ["'day'", "''"],
  timespan: ["1h", "timespan(null)"],
};

/** A cell of each type, as tables store them. */
const CELLS: Readonly<Record<ColumnType, Cell>> = {
  bool: true,
  datetime: "2026-11-18T00:00:00Z",
  decimal: "1.5",
  dynamic: '{"a":1}',
  guid: "74be27de-1e4e-49d9-b579-fe0b331d3642",
  int: 2,
  long: 3,
  real: 1.5,
  string: "day",
  timespan: "01:00:00",
};

/** Two columns of each type: in the second row the first of them is null. */
const TYPES_CL: StoredTable = {
  name: "Types_CL",
  columns: COLUMN_TYPES.flatMap((type) => ["a", "b"].map((prefix) => ({ name: `${prefix}_${type}`, type }))),
  rows: [CELLS, {} as Partial<typeof CELLS>].map((first) => ({
    cells: COLUMN_TYPES.flatMap((type) => [first[type] ?? null, CELLS[type]]),
    ingestedAt: NOW,
  })),
};

const SETTINGS = { seed: 20_261_120, numRuns: 500 };

/** Whether a query is answered as it should be; an error of our own goes through. */
function isAnswered(query: string): boolean {
  return ["rows", "refused"].includes(
    runQuery(query, { tables: [EVENTS, LABELS, TYPES_CL], now: NOW, timespan: null }).kind,
  );
}

/** An operand of any type: a row's own, a constant, or a null. */
const operand = fc.constantFrom(...COLUMN_TYPES.flatMap((type) => [`a_${type}`, `b_${type}`, ...LITERALS[type]]));

describe("operands of any types are taken or refused", () => {
  it("by an operator", () => {
    const binary = fc
      .tuple(operand, fc.constantFrom(...BINARY_OPERATORS.keys()), operand)
      .map((parts) => parts.join(" "));
    const among = fc
      .tuple(operand, fc.constantFrom(...IN_OPERATORS.keys()), operand, operand)
      .map(([left, operator, first, second]) => `${left} ${operator} (${first}, ${second})`);
    const between = fc
      .tuple(operand, fc.constantFrom("between", "!between"), operand, operand)
      .map(([left, operator, first, second]) => `${left} ${operator} (${first} .. ${second})`);
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: binary }, among, between), (expression) =>
        isAnswered(`Types_CL | project ${expression}`),
      ),
      SETTINGS,
    );
  });

  it("by a function", () => {
    const names = Object.values(FUNCTIONS_BY_TOPIC).flatMap((topic) => Object.keys(topic));
    const call = fc.tuple(fc.constantFrom(...names), fc.array(operand, { maxLength: 4 }));
    fc.assert(
      fc.property(call, ([name, given]) => isAnswered(`Types_CL | project ${name}(${given.join(", ")})`)),
      SETTINGS,
    );
  });

  it("by an aggregate", () => {
    const call = fc.tuple(fc.constantFrom(...AGGREGATE_NAMES), fc.array(operand, { maxLength: 3 }), operand);
    fc.assert(
      fc.property(call, ([name, given, key]) =>
        isAnswered(`Types_CL | summarize ${name}(${given.join(", ")}) by ${key}`),
      ),
      SETTINGS,
    );
  });
});

describe("a text that is hardly a query", () => {
  const WORDS =
    "Events_CL Labels Size Common UserId_s | | | where extend project summarize by join kind=inner on union let x = ; sort take top count distinct mv-expand parse with print ( ) [ ] { } , . .. * + - / == != =~ has in between and or not 1 2.5 1h 'a' \"b\" @'c\\' true null dynamic([1]) datetime(2026-11-18) now() ago(1d) count() sum(Size) $left $right // /* : h'x' as toscalar( materialize( datatable(a:long)[1] .show \\ ' \" \n".split(
      " ",
    );

  it("is answered with a table or a refusal", () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(" "));
    const queries = fc.oneof(
      soup,
      soup.map((text) => `Events_CL | ${text}`),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    fc.assert(fc.property(queries, isAnswered), SETTINGS);
  });
});
