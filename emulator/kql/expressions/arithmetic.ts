import type { ColumnType } from "../../tables.ts";
import type { ArithmeticOperator } from "../query.ts";
import { notSupported } from "../refusal.ts";
import { datetimeInRange } from "../values/datetime.ts";
import {
  addDecimals,
  type Decimal,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  remainderOfDecimals,
} from "../values/decimal.ts";
import { type Long, normaliseLong, type Value } from "../values/values.ts";
import { coerce } from "./coerce.ts";
import { type Compiled, combine } from "./compiled.ts";

type Operation = (left: Value, right: Value) => Value;

/** Arithmetic with two operands; a null gives null. The result's type is the language service's. */
export function compileArithmetic(
  operator: ArithmeticOperator,
  type: ColumnType,
  left: Compiled,
  right: Compiled,
  at: number,
): Compiled {
  const [first, second, operation] = choose(operator, type, left, right);
  if (operation === undefined) {
    throw notSupported(`'${operator}' of ${left.type} and ${right.type}`, at);
  }
  return combine(type, [first, second], (row) => {
    const a = first.evaluate(row);
    const b = second.evaluate(row);
    return a === null || b === null ? null : operation(a, b);
  });
}

/** Minus before an operand. */
export function compileNegation(type: ColumnType, operand: Compiled, at: number): Compiled {
  const negate = NEGATIONS[operand.type];
  if (negate === undefined) {
    throw notSupported(`'-' of ${operand.type}`, at);
  }
  return combine(type, [operand], (row) => {
    const value = operand.evaluate(row);
    return value === null ? null : negate(value);
  });
}

const NEGATIONS: Partial<Readonly<Record<ColumnType, (value: Value) => Value>>> = {
  int: (value) => wrapInt(-(value as number)),
  long: (value) => normaliseLong(-BigInt(value as Long)),
  real: (value) => -(value as number),
  decimal: (value) => negateDecimal(value as Decimal),
  timespan: (value) => -(value as bigint),
};

const LONGS: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": exactly(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  "-": exactly(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  "*": exactly(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  "/": (a, b) => (b === 0 ? null : normaliseLong(BigInt(a as Long) / BigInt(b as Long))),
  "%": (a, b) => (b === 0 ? null : normaliseLong(BigInt(a as Long) % BigInt(b as Long))),
};

const REALS: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": (a, b) => (a as number) + (b as number),
  "-": (a, b) => (a as number) - (b as number),
  "*": (a, b) => (a as number) * (b as number),
  "/": (a, b) => (a as number) / (b as number),
  "%": (a, b) => (a as number) % (b as number),
};

const DECIMALS: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": (a, b) => addDecimals(a as Decimal, b as Decimal),
  "-": (a, b) => addDecimals(a as Decimal, negateDecimal(b as Decimal)),
  "*": (a, b) => multiplyDecimals(a as Decimal, b as Decimal),
  "/": (a, b) => divideDecimals(a as Decimal, b as Decimal),
  "%": (a, b) => remainderOfDecimals(a as Decimal, b as Decimal),
};

/** Operations in which a time takes part, by the operands' types: datetimes and timespans are ticks. */
const TIMES: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["datetime - datetime", (a, b) => (a as bigint) - (b as bigint)],
  ["datetime - timespan", (a, b) => datetimeInRange((a as bigint) - (b as bigint))],
  ["datetime + timespan", (a, b) => datetimeInRange((a as bigint) + (b as bigint))],
  ["timespan + datetime", (a, b) => datetimeInRange((a as bigint) + (b as bigint))],
  ["timespan + timespan", (a, b) => (a as bigint) + (b as bigint)],
  ["timespan - timespan", (a, b) => (a as bigint) - (b as bigint)],
  ["timespan / timespan", (a, b) => Number(a) / Number(b)],
  ["timespan % timespan", (a, b) => (b === 0n ? null : (a as bigint) % (b as bigint))],
  ["datetime % timespan", (a, b) => (b === 0n ? null : (a as bigint) % (b as bigint))],
  ...(["int", "long", "real"] as const).flatMap((number): readonly (readonly [string, Operation])[] => [
    [`timespan * ${number}`, (a, b) => scale(a as bigint, b)],
    [`${number} * timespan`, (a, b) => scale(b as bigint, a)],
    [`timespan / ${number}`, (a, b) => divide(a as bigint, b)],
  ]),
]);

function choose(
  operator: ArithmeticOperator,
  type: ColumnType,
  left: Compiled,
  right: Compiled,
): readonly [Compiled, Compiled, Operation | undefined] {
  if (left.type === "dynamic" || right.type === "dynamic") {
    return [left, right, undefined];
  }
  const time = TIMES.get(`${left.type} ${operator} ${right.type}`);
  if (time !== undefined) {
    return [left, right, time];
  }
  const numbers = { int: LONGS, long: LONGS, real: REALS, decimal: DECIMALS } as const;
  const operations = type in numbers ? numbers[type as keyof typeof numbers] : undefined;
  if (operations === undefined || !isNumber(left.type) || !isNumber(right.type)) {
    return [left, right, undefined];
  }
  return [coerce(left, type), coerce(right, type), operations[operator]];
}

function isNumber(type: ColumnType): boolean {
  return type === "int" || type === "long" || type === "real" || type === "decimal";
}

/** An operation on numbers where they hold its result exactly, else on whole numbers of any size. */
function exactly(fast: (a: number, b: number) => number, whole: (a: bigint, b: bigint) => bigint): Operation {
  return (a, b) => {
    const result = typeof a === "number" && typeof b === "number" ? fast(a, b) : Number.NaN;
    // Plus nought: a long has no minus nought.
    return Number.isSafeInteger(result) ? result + 0 : normaliseLong(whole(BigInt(a as Long), BigInt(b as Long)));
  };
}

function scale(ticks: bigint, by: Value): bigint | null {
  if (Number.isInteger(by) || typeof by === "bigint") {
    return ticks * BigInt(by as Long);
  }
  const product = Number(ticks) * (by as number);
  return Number.isFinite(product) ? BigInt(Math.round(product)) : null;
}

function divide(ticks: bigint, by: Value): bigint | null {
  if (Number.isInteger(by) || typeof by === "bigint") {
    return by === 0 ? null : ticks / BigInt(by as Long);
  }
  const quotient = Number(ticks) / (by as number);
  return Number.isFinite(quotient) ? BigInt(Math.trunc(quotient)) : null;
}

function wrapInt(value: number): number {
  return value | 0;
}
