import type { ColumnType } from "../../tables.ts";
import { convert } from "../expressions/coerce.ts";
import { parseJson } from "../values/cells.ts";
import { type FunctionDefinition, type FunctionTable, ofAny } from "./define.ts";

function to(target: ColumnType): FunctionDefinition {
  return ofAny((value, type) => convert(value, type, target));
}

const toDynamic: FunctionDefinition = ofAny((value, type) =>
  type === "string" ? (value === "" ? null : parseJson(value as string)) : convert(value, type, "dynamic"),
);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  boolean: "bool",
  number: "long",
  string: "string",
};

/** The functions that make a value of one type one of another; null for what cannot be. */
export const CONVERSION_FUNCTIONS: FunctionTable = {
  tobool: to("bool"),
  toboolean: to("bool"),
  todatetime: to("datetime"),
  todecimal: to("decimal"),
  todouble: to("real"),
  todynamic: toDynamic,
  toguid: to("guid"),
  toint: to("int"),
  tolong: to("long"),
  toobject: toDynamic,
  toreal: to("real"),
  tostring: to("string"),
  totime: to("timespan"),
  totimespan: to("timespan"),
  parse_json: toDynamic,
  parsejson: toDynamic,
  gettype: ofAny((value, type) => (type === "dynamic" ? typeOfJson(value) : type)),
};

function typeOfJson(value: unknown): string {
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return "array";
  }
  return typeof value === "number" && !Number.isInteger(value) ? "double" : (TYPE_NAMES[typeof value] ?? "dictionary");
}
