import type { Cell, ColumnType } from "../../tables.ts";
import { formatDatetimeCell, parseDatetime } from "./datetime.ts";
import { type Decimal, formatDecimal, parseDecimal } from "./decimal.ts";
import { parseGuid } from "./guid.ts";
import { formatTimespan, parseTimespan } from "./timespan.ts";
import { type Json, normaliseLong, type Value } from "./values.ts";

/**
 * The value of a stored cell. A cell that is not of its column's type is null, as a row's field that cannot be read
 * is.
 */
export function decodeCell(cell: Cell, type: ColumnType): Value {
  if (cell === null) {
    return type === "string" ? "" : null;
  }
  switch (type) {
    case "string":
      return typeof cell === "string" ? cell : String(cell);
    case "datetime":
      return typeof cell === "string" ? parseDatetime(cell) : null;
    case "timespan":
      return typeof cell === "string" ? parseTimespan(cell) : null;
    case "guid":
      return typeof cell === "string" ? parseGuid(cell) : null;
    case "decimal":
      return parseDecimal(String(cell));
    case "dynamic":
      return typeof cell === "string" ? parseJson(cell) : cell;
    case "bool":
      return typeof cell === "boolean" ? cell : null;
    case "int":
    case "long":
      return Number.isSafeInteger(cell) ? cell : decodeLargeLong(cell);
    case "real":
      return typeof cell === "number" ? cell : (REALS.get(cell) ?? null);
  }
}

/** The cell of a value, as the query API writes it. */
export function encodeCell(value: Value, type: ColumnType): Cell {
  if (value === null) {
    return type === "string" ? "" : null;
  }
  switch (type) {
    case "datetime":
      return formatDatetimeCell(value as bigint);
    case "timespan":
      return formatTimespan(value as bigint);
    case "decimal":
      return formatDecimal(value as Decimal);
    case "dynamic":
      return JSON.stringify(value);
    case "int":
    case "long":
      // The API writes a long's digits as a JSON number; a cell is read back as a JavaScript number, so what is above
      // 2^53 is the nearest one.
      return Number(value);
    case "real":
      return Number.isFinite(value) ? (value as number) : String(value);
    case "bool":
    case "guid":
    case "string":
      return value as string | boolean;
  }
}

function decodeLargeLong(cell: Cell): Value {
  return typeof cell === "number" && Number.isInteger(cell) ? normaliseLong(BigInt(cell)) : null;
}

/** The JSON of a text; text that is no JSON is itself, as `parse_json` has it. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What the query API writes for the reals that JSON has no number for. */
const REALS: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
