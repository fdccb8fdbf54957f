import { functionNamed } from "../functions/functions.ts";
import type { Call, Expression } from "../query.ts";
import { notSupported, semanticError } from "../refusal.ts";
import { nullOf, type Value } from "../values/values.ts";
import { compileArithmetic, compileNegation } from "./arithmetic.ts";
import { coerce } from "./coerce.ts";
import { compileComparison } from "./comparison.ts";
import { type Compiled, combine, constantOf, type Environment } from "./compiled.ts";
import { compileLogic } from "./logic.ts";
import { compileBetween, compileHasTerms, compileIn } from "./membership.ts";
import { readColumn } from "./read-column.ts";
import { compileMatchesRegex } from "./regex-operator.ts";
import { compileTextOperator } from "./text-operator.ts";

/** Compiles a scalar expression once, to be evaluated for each row. */
export function compile(expression: Expression, environment: Environment): Compiled {
  const part = (inner: Expression): Compiled => compile(inner, environment);
  switch (expression.kind) {
    case "literal":
      return constantOf(expression.type, expression.value);
    case "column":
      return compileColumn(expression, environment);
    case "binary":
      return compileBinary(expression, environment);
    case "negate":
      return compileNegation(expression.type, part(expression.operand), expression.at);
    case "in":
      return compileIn(expression, environment, part);
    case "between":
      return compileBetween(expression, part);
    case "has terms":
      return compileHasTerms(expression, part);
    case "member":
      return compileMember(part(expression.of), part(expression.key));
    case "scalar of":
      return compileScalarOf(expression, environment);
    case "call":
      return compileCall(expression, environment);
  }
}

function compileColumn(expression: Extract<Expression, { kind: "column" }>, environment: Environment): Compiled {
  const index = environment.columns.findIndex(({ name }) => name === expression.name);
  const column = environment.columns[index];
  if (column === undefined) {
    throw notSupported(`the column '${expression.name}' here`, expression.at);
  }
  return readColumn(column, index);
}

function compileBinary(expression: Extract<Expression, { kind: "binary" }>, environment: Environment): Compiled {
  const { operator, type, at } = expression;
  const left = compile(expression.left, environment);
  const right = compile(expression.right, environment);
  switch (operator) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return compileArithmetic(operator, type, left, right, at);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compileComparison(operator, left, right, at);
    case "and":
    case "or":
      return compileLogic(operator, left, right);
    case "matches regex":
      return compileMatchesRegex(left, right, at);
    default:
      return compileTextOperator(operator, left, right);
  }
}

function compileMember(of: Compiled, key: Compiled): Compiled {
  return combine("dynamic", [of, key], (row) => memberOf(of.evaluate(row), key.evaluate(row)));
}

/** `bag.name`, `bag["name"]`, `array[0]`, `array[-1]`: null for what is not there. */
function memberOf(value: Value, key: Value): Value {
  if (Array.isArray(value) && (typeof key === "number" || typeof key === "bigint")) {
    return value.at(Number(key)) ?? null;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value) && typeof key === "string") {
    return Object.hasOwn(value, key) ? ((value as Readonly<Record<string, Value>>)[key] ?? null) : null;
  }
  return null;
}

/** `toscalar`: the first column of the first row, run once. */
function compileScalarOf(expression: Extract<Expression, { kind: "scalar of" }>, environment: Environment): Compiled {
  const { columns, rows } = environment.run(expression.query);
  const [column] = columns;
  if (column === undefined) {
    throw semanticError("The table of 'toscalar' has no column.", expression.at);
  }
  const [row] = rows;
  return constantOf(column.type, row === undefined ? nullOf(column.type) : readColumn(column, 0).evaluate(row));
}

function compileCall(call: Call, environment: Environment): Compiled {
  const aggregate = environment.aggregate?.(call);
  if (aggregate !== undefined) {
    return aggregate;
  }
  const definition = functionNamed(call.name);
  if (definition === undefined) {
    throw notSupported(`the function '${call.name}'`, call.at);
  }
  const parts = call.arguments.map((argument) => compile(argument, environment));
  return definition({ name: call.name, type: call.type, arguments: parts, at: call.at, environment });
}

/** Compiles an expression whose value is to be of a type. */
export function compileAs(expression: Expression, type: Expression["type"], environment: Environment): Compiled {
  return coerce(compile(expression, environment), type);
}
