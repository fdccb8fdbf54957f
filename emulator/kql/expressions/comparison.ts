import type { ColumnType } from "../../tables.ts";
import type { ComparisonOperator } from "../query.ts";
import { notSupported, semanticError } from "../refusal.ts";
import { compareDecimals, type Decimal } from "../values/decimal.ts";
import { compareTexts } from "../values/text.ts";
import type { Value } from "../values/values.ts";
import { coerce } from "./coerce.ts";
import { type Compiled, combine } from "./compiled.ts";

const NUMBERS: readonly ColumnType[] = ["int", "long", "real", "decimal"];

/**
 * A comparison. `==` and `!=` of one null and one value are false and true, of two nulls null; the others of a null
 * are null. Source: Kusto's page on null values.
 */
export function compileComparison(operator: ComparisonOperator, left: Compiled, right: Compiled, at: number): Compiled {
  const type = commonType(left.type, right.type, operator, at);
  const [first, second] = [toCompare(left, type), toCompare(right, type)];
  const same = equalityOf(type);
  if (operator === "==" || operator === "!=") {
    const wanted = operator === "==";
    return combine("bool", [first, second], (row) => {
      const a = first.evaluate(row);
      const b = second.evaluate(row);
      if (a === null || b === null) {
        return a === b ? null : !wanted;
      }
      return same(a, b) === wanted;
    });
  }
  if (type === "dynamic") {
    throw notSupported(`'${operator}' of two values of type dynamic`, at);
  }
  const compare = orderOf(type);
  const holds = ORDERS[operator];
  return combine("bool", [first, second], (row) => {
    const a = first.evaluate(row);
    const b = second.evaluate(row);
    return a === null || b === null ? null : holds(compare(a, b));
  });
}

const ORDERS: Readonly<Record<"<" | "<=" | ">" | ">=", (order: number) => boolean>> = {
  // A comparison with NaN gives NaN, which is in no order with 0.
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** The type in which two operands are compared. */
export function commonType(left: ColumnType, right: ColumnType, operator: string, at: number): ColumnType {
  if (left === right) {
    return left;
  }
  if (NUMBERS.includes(left) && NUMBERS.includes(right)) {
    return NUMBERS[Math.max(NUMBERS.indexOf(left), NUMBERS.indexOf(right))] ?? left;
  }
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one === "dynamic" || (one === "string" && other === "guid")) {
      return other;
    }
    if (one === "bool" && NUMBERS.includes(other)) {
      throw notSupported(`'${operator}' of ${left} and ${right}`, at);
    }
  }
  throw semanticError(
    `Cannot compare values of types ${left} and ${right} with '${operator}'. Try adding explicit casts.`,
    at,
  );
}

/** An operand made ready for a comparison: a `dynamic` counts only if it is of the other side's type. */
export function toCompare(part: Compiled, type: ColumnType): Compiled {
  if (part.type !== "dynamic" || type === "dynamic") {
    return coerce(part, type);
  }
  const coerced = coerce(part, type);
  return combine(type, [part], (row) => (isOfType(part.evaluate(row), type) ? coerced.evaluate(row) : null));
}

function isOfType(value: Value, type: ColumnType): boolean {
  switch (type) {
    case "string":
    case "datetime":
    case "timespan":
    case "guid":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    default:
      return typeof value === "number";
  }
}

/** Whether two values of a type are the same, neither being null. */
function equalityOf(type: ColumnType): (a: Value, b: Value) => boolean {
  switch (type) {
    case "decimal":
      return (a, b) => compareDecimals(a as Decimal, b as Decimal) === 0;
    case "dynamic":
      return (a, b) => a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
    default:
      return (a, b) => a === b;
  }
}

/** The order of two values of a type, neither being null. */
export function orderOf(type: ColumnType): (a: Value, b: Value) => number {
  switch (type) {
    case "decimal":
      return (a, b) => compareDecimals(a as Decimal, b as Decimal);
    case "string":
    case "guid":
      return (a, b) => compareTexts(a as string, b as string);
    case "real":
      return (a, b) => (a === b ? 0 : (a as number) - (b as number));
    default:
      return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
  }
}
