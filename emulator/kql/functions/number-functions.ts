import type { ColumnType } from "../../tables.ts";
import { coerce } from "../expressions/coerce.ts";
import { orderOf } from "../expressions/comparison.ts";
import { type Compiled, combine } from "../expressions/compiled.ts";
import { notSupported } from "../refusal.ts";
import type { Decimal } from "../values/decimal.ts";
import { type Long, normaliseLong, type Value } from "../values/values.ts";
import { type CompiledCall, type FunctionTable, ofAny, strict } from "./define.ts";

/** The functions of numbers, and those that work on times as on numbers. */
export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: ofAny(absolute),
  bin,
  floor: bin,
  ceiling: ofAny((value, type) => (type === "real" && value !== null ? Math.ceil(value as number) : value)),
  exp: strict(["real"], Math.exp),
  log: strict(["real"], Math.log),
  log10: strict(["real"], Math.log10),
  log2: strict(["real"], Math.log2),
  max_of: extreme(1),
  min_of: extreme(-1),
  pow: strict(["real", "real"], (base, exponent) => base ** exponent),
  // Of a decimal it is a decimal.
  round: (call) =>
    coerce(
      strict(["real", "long"], (value, digits) => round(value, Number(digits ?? 0)))({ ...call, type: "real" }),
      call.type,
    ),
  sign: strict(["real"], Math.sign),
  sqrt: strict(["real"], (value) => (value < 0 ? null : Math.sqrt(value))),
};

function absolute(value: Value, type: ColumnType): Value {
  if (value === null) {
    return null;
  }
  if (type === "decimal") {
    const { units, scale } = value as Decimal;
    return { units: units < 0n ? -units : units, scale };
  }
  if (typeof value === "bigint") {
    const size = value < 0n ? -value : value;
    return type === "timespan" ? size : normaliseLong(size);
  }
  return Math.abs(Number(value));
}

/** Half away from zero, at a place after the point, or before it if negative. */
function round(value: number, digits: number): number {
  if (!Number.isFinite(value)) {
    return value;
  }
  const shifted = Number(`${Math.abs(value)}e${digits}`);
  const rounded = Number.isNaN(shifted) ? Math.abs(value) : Number(`${Math.round(shifted)}e${-digits}`);
  return Math.sign(value) * (Number.isNaN(rounded) ? Math.abs(value) : rounded);
}

/** `bin(value, size)`: the greatest multiple of the size that is not more than the value. */
function bin({ arguments: given, type, name, at }: CompiledCall): Compiled {
  const [value, size] = given;
  if (value === undefined || size === undefined) {
    throw notSupported(`'${name}' with ${given.length} arguments`, at);
  }
  if (value.type === "datetime" || value.type === "timespan") {
    const step = coerce(size, "timespan");
    return binBy(type, value, step, (ticks, by) => floorTo(ticks as bigint, by as bigint));
  }
  if (type === "int" || type === "long") {
    return binBy(type, value, size, (number, by) => {
      const floored = floorTo(BigInt(number as Long), BigInt(by as Long));
      return floored === null ? null : normaliseLong(floored);
    });
  }
  if (type === "real") {
    return binBy(type, coerce(value, "real"), coerce(size, "real"), (number, by) =>
      (by as number) > 0 ? Math.floor((number as number) / (by as number)) * (by as number) : null,
    );
  }
  throw notSupported(`'${name}' of ${value.type} by ${size.type}`, at);
}

function binBy(type: ColumnType, value: Compiled, size: Compiled, run: (value: Value, size: Value) => Value): Compiled {
  return combine(type, [value, size], (row) => {
    const [a, b] = [value.evaluate(row), size.evaluate(row)];
    return a === null || b === null ? null : run(a, b);
  });
}

function floorTo(value: bigint, step: bigint): bigint | null {
  if (step <= 0n) {
    return null;
  }
  const rest = ((value % step) + step) % step;
  return value - rest;
}

/** The greatest or the least of the arguments that are not null. */
function extreme(direction: 1 | -1): (call: CompiledCall) => Compiled {
  return ({ type, arguments: given }) => {
    const parts = given.map((part) => coerce(part, type));
    const order = orderOf(type);
    return combine(type, parts, (row) => {
      const values = parts.map((part) => part.evaluate(row)).filter((value) => value !== null);
      const [first, ...rest] = values;
      return first === undefined
        ? null
        : rest.reduce<Value>((best, value) => (order(value, best) * direction > 0 ? value : best), first);
    });
  };
}
