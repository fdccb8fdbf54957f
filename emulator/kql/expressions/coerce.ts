import type { ColumnType } from "../../tables.ts";
import { parseDatetime } from "../values/datetime.ts";
import { type Decimal, decimalToNumber, parseDecimal, toDecimal } from "../values/decimal.ts";
import { parseGuid } from "../values/guid.ts";
import { toText } from "../values/text.ts";
import { parseTimespan } from "../values/timespan.ts";
import { type Json, normaliseLong, type Value } from "../values/values.ts";
import { type Compiled, combine } from "./compiled.ts";

const MAX_INT = 2_147_483_647;

/**
 * The expression with its value as another type: what a function's parameter of that type gets. Null for what cannot
 * be.
 */
export function coerce(part: Compiled, type: ColumnType): Compiled {
  if (part.type === type || (part.type === "int" && type === "long")) {
    return part.type === type ? part : { ...part, type };
  }
  return combine(type, [part], (row) => convert(part.evaluate(row), part.type, type));
}

/** A value of one type as one of another, as Kusto's `to…` functions do it; null for what cannot be. */
export function convert(value: Value, from: ColumnType, to: ColumnType): Value {
  if (to === "string") {
    return toText(value, from);
  }
  if (to === "dynamic") {
    return toJson(value, from);
  }
  if (value === null || from === to) {
    return value;
  }
  switch (to) {
    case "bool":
      return toBool(value);
    case "int":
      return toInt(toLong(value, from));
    case "long":
      return toLong(value, from);
    case "real":
      return toReal(value, from);
    case "decimal":
      return typeof value === "string" ? parseDecimal(value) : isNumeric(value) ? toDecimal(value) : null;
    case "datetime":
      return typeof value === "string" ? parseDatetime(value) : from === "timespan" ? null : fromTicks(value);
    case "timespan":
      return typeof value === "string" ? parseTimespan(value) : from === "datetime" ? null : fromTicks(value);
    case "guid":
      return typeof value === "string" ? parseGuid(value) : null;
  }
}

/** The JSON of a value; what JSON has no form for is its text. */
export function toJson(value: Value, from: ColumnType): Json {
  if (value === null) {
    return null;
  }
  switch (from) {
    case "datetime":
    case "timespan":
    case "decimal":
      return toText(value, from);
    case "int":
    case "long":
      return Number(value);
    default:
      return value as Json;
  }
}

function isNumeric(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function toBool(value: Value): boolean | null {
  if (typeof value === "string") {
    const text = value.trim().toLowerCase();
    return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : null;
  }
  return typeof value === "boolean" ? value : isNumeric(value) ? value !== 0 : null;
}

function toLong(value: Value, from: ColumnType): number | bigint | null {
  if (from === "decimal") {
    return toLong(decimalToNumber(value as Decimal), "real");
  }
  if (typeof value === "bigint") {
    return normaliseLong(value);
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? normaliseLong(BigInt(Math.trunc(value))) : null;
  }
  if (typeof value === "string") {
    return longOfText(value.trim());
  }
  return typeof value === "boolean" ? Number(value) : null;
}

function longOfText(text: string): number | bigint | null {
  if (!/^[+-]?(\d+|0x[0-9a-f]+)$/i.test(text)) {
    return null;
  }
  const size = BigInt(text.replace(/^[+-]/, ""));
  return size < 2n ** 63n ? normaliseLong(text.startsWith("-") ? -size : size) : null;
}

function toInt(value: number | bigint | null): number | null {
  return typeof value === "number" && Math.abs(value) <= MAX_INT ? value : null;
}

function toReal(value: Value, from: ColumnType): number | null {
  if (from === "decimal") {
    return decimalToNumber(value as Decimal);
  }
  if (isNumeric(value)) {
    return Number(value);
  }
  return typeof value === "string" ? realOfText(value.trim()) : typeof value === "boolean" ? Number(value) : null;
}

function realOfText(text: string): number | null {
  if (/^nan$/i.test(text)) {
    return Number.NaN;
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function fromTicks(value: Value): bigint | null {
  return typeof value === "bigint" ? value : typeof value === "number" ? BigInt(Math.trunc(value)) : null;
}
