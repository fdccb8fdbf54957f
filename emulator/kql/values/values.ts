import type { ColumnType } from "../../tables.ts";
import type { Decimal } from "./decimal.ts";

/** What JSON can say: the value of a `dynamic`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A long: a number while that is exact, else a bigint. `normaliseLong` gives the one form that each has. */
export type Long = number | bigint;

/**
 * A value while a query runs. Which of KQL's types it is, the expression it came from knows: `datetime` and `timespan`
 * are bigint counts of 100 ns (datetimes from the first of January of year 1), guids are lower-case text, `dynamic` is
 * JSON. Every type but `string` has a null.
 */
export type Value = Json | bigint | Decimal;

const LONG_BITS = 64;

/** Wraps a result of integer arithmetic to 64 bits and gives it the form that longs have. */
export function normaliseLong(value: bigint): Long {
  const wrapped = BigInt.asIntN(LONG_BITS, value);
  const short = Number(wrapped);
  return Number.isSafeInteger(short) ? short : wrapped;
}

/** The null of a type, which for `string` is the empty string: KQL's strings have no null. */
export function nullOf(type: ColumnType): Value {
  return type === "string" ? "" : null;
}

/** Whether a value is JSON's object. */
export function isBag(value: Value): value is { readonly [key: string]: Json } {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !("units" in value && isDecimal(value))
  );
}

/** Whether a value is JSON's array. */
export function isArray(value: Value): value is readonly Json[] {
  return Array.isArray(value);
}

function isDecimal(value: object): boolean {
  return "units" in value && typeof value.units === "bigint";
}
