import { type Decimal, formatDecimal } from "./decimal.ts";
import type { Value } from "./values.ts";

/** What a Map or Set tells values of one type apart by. */
export type Key = string | number | bigint | boolean | null;

/** The key of a value: the value itself, and for JSON and decimals their text. */
export function keyOf(value: Value): Key {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return "units" in value && typeof value.units === "bigint"
    ? formatDecimal(value as Decimal)
    : `${JSON_MARK}${JSON.stringify(value)}`;
}

/** Keeps the text of an array or bag apart from a text that looks like it. */
const JSON_MARK = "\u0000";

/** The key of several values together; no two different lists have the same. */
export function keyOfAll(values: readonly Value[]): Key {
  if (values.length === 1) {
    return keyOf(values[0] ?? null);
  }
  return values
    .map((value) => {
      const key = keyOf(value);
      return key === null ? "-" : `${String(key).length}:${String(key)}`;
    })
    .join("");
}
