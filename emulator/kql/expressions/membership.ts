import type { ColumnType } from "../../tables.ts";
import type { Expression } from "../query.ts";
import { notSupported, semanticError } from "../refusal.ts";
import { keyOf } from "../values/keys.ts";
import { isArray, type Value } from "../values/values.ts";
import { coerce, convert } from "./coerce.ts";
import { commonType, compileComparison, toCompare } from "./comparison.ts";
import { type Compiled, combine, constantOf, type Environment } from "./compiled.ts";
import { compileLogic } from "./logic.ts";
import { readColumn } from "./read-column.ts";
import { textTest } from "./text-operator.ts";

type Part = (expression: Expression) => Compiled;
type In = Extract<Expression, { kind: "in" }>;

/**
 * Compiles `in` and its kind: equality with one of several values, of a table's column, or of the elements of a
 * `dynamic` array.
 */
export function compileIn(expression: In, environment: Environment, part: Part): Compiled {
  const { negated, caseSensitive, at } = expression;
  const left = part(expression.left);
  const among = candidates(expression, environment, part);
  // A dynamic may be of any type: its candidates are compared as JSON.
  const type =
    left.type === "dynamic"
      ? left.type
      : among.reduce<ColumnType>((found, one) => commonType(found, one.type, "in", at), left.type);
  const operand = toCompare(left, type);
  const fold = (value: Value): Value => (!caseSensitive && typeof value === "string" ? value.toLowerCase() : value);
  const ready = among.map((one) => toCompare(one, type));
  if (ready.every((one) => one.constant !== undefined)) {
    const keys = new Set(ready.map((one) => keyOf(fold(one.constant?.value ?? null))));
    return combine("bool", [operand], (row) => {
      const value = operand.evaluate(row);
      return (value !== null && keys.has(keyOf(fold(value)))) !== negated;
    });
  }
  return combine("bool", [operand, ...ready], (row) => {
    const value = operand.evaluate(row);
    const key = keyOf(fold(value));
    return (value !== null && ready.some((one) => keyOf(fold(one.evaluate(row))) === key)) !== negated;
  });
}

function candidates({ among, at }: In, environment: Environment, part: Part): readonly Compiled[] {
  if ("columns" in among) {
    return columnValues(among, environment);
  }
  return among.flatMap((one) => {
    const compiled = part(one);
    if (compiled.type !== "dynamic") {
      return [compiled];
    }
    if (compiled.constant === undefined) {
      throw notSupported("'in' of a dynamic that is not constant", at);
    }
    const { value } = compiled.constant;
    return isArray(value) ? value.map((element) => constantOf("dynamic", element)) : [compiled];
  });
}

function columnValues(
  query: Extract<In["among"], { columns: unknown }>,
  environment: Environment,
): readonly Compiled[] {
  const { columns, rows } = environment.run(query);
  const [column] = columns;
  if (column === undefined) {
    throw semanticError("The table of 'in' has no column.");
  }
  const { evaluate } = readColumn(column, 0);
  return rows.map((row) => constantOf(column.type, evaluate(row)));
}

/**
 * Compiles `between`: not less than the first and not more than the second; `datetime between (t .. timespan)` counts
 * from `t`.
 */
export function compileBetween(expression: Extract<Expression, { kind: "between" }>, part: Part): Compiled {
  const { at, negated } = expression;
  const operand = part(expression.operand);
  const from = part(expression.from);
  const to = part(expression.to);
  const end =
    from.type === "datetime" && to.type === "timespan"
      ? combine("datetime", [from, to], (row) => addTicks(from.evaluate(row), to.evaluate(row)))
      : to;
  const lower = compileComparison(negated ? "<" : ">=", operand, from, at);
  const upper = compileComparison(negated ? ">" : "<=", operand, end, at);
  return compileLogic(negated ? "or" : "and", lower, upper);
}

function addTicks(from: Value, span: Value): Value {
  return typeof from === "bigint" && typeof span === "bigint" ? from + span : null;
}

/** Compiles `has_any` and `has_all`: the terms may be values or `dynamic` arrays of them. */
export function compileHasTerms(expression: Extract<Expression, { kind: "has terms" }>, part: Part): Compiled {
  const text = coerce(part(expression.left), "string");
  const terms = expression.terms.map(part);
  const test = textTest({ find: "has", caseSensitive: false, negated: false }, { ...text, constant: undefined });
  return combine("bool", [text, ...terms], (row) => {
    const value = text.evaluate(row) as string;
    const sought = terms.flatMap((term) => termsOf(term.evaluate(row), term.type));
    return expression.all ? sought.every((one) => test(value, one)) : sought.some((one) => test(value, one));
  });
}

function termsOf(value: Value, type: ColumnType): readonly string[] {
  const elements: readonly Value[] = isArray(value) ? value : [value];
  return elements.map((element) => convert(element, type, "string") as string);
}
