import type { ColumnType } from "../../tables.ts";
import { formatDatetime } from "./datetime.ts";
import { type Decimal, formatDecimal } from "./decimal.ts";
import { formatTimespan } from "./timespan.ts";
import type { Value } from "./values.ts";

/**
 * What `tostring` gives: for a null the empty string, for a `dynamic` that is text the text itself, for other JSON the
 * JSON.
 */
export function toText(value: Value, type: ColumnType): string {
  if (value === null) {
    return "";
  }
  switch (type) {
    case "string":
    case "guid":
      return value as string;
    case "datetime":
      return formatDatetime(value as bigint);
    case "timespan":
      return formatTimespan(value as bigint);
    case "decimal":
      return formatDecimal(value as Decimal);
    case "dynamic":
      return typeof value === "string" ? value : JSON.stringify(value);
    case "bool":
    case "int":
    case "long":
    case "real":
      return String(value);
  }
}

/**
 * Less than 0, 0 or more than 0, in the order of the characters' code points: Kusto's order of text, which
 * JavaScript's own differs from where a character has two parts.
 */
export function compareTexts(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) {
      return (isSurrogate(left) ? left + 0x1_0000 : left) - (isSurrogate(right) ? right + 0x1_0000 : right);
    }
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
