import type { ColumnType } from "../../tables.ts";
import { coerce } from "../expressions/coerce.ts";
import { type Compiled, combine } from "../expressions/compiled.ts";
import { readColumn } from "../expressions/read-column.ts";
import { notSupported } from "../refusal.ts";
import { nullOf, type Value } from "../values/values.ts";
import { type CompiledCall, type FunctionDefinition, type FunctionTable, ofAny } from "./define.ts";

const iff: FunctionDefinition = (call) => choose(call.type, call.arguments);

const isEmpty: FunctionDefinition = ofAny((value) => value === "" || value === null);
const isNotEmpty: FunctionDefinition = ofAny((value) => value !== "" && value !== null);
const isNotNull: FunctionDefinition = ofAny((value) => value !== null);

/** The functions that choose between values, and those that ask what a value is. */
export const CONDITION_FUNCTIONS: FunctionTable = {
  iff,
  iif: iff,
  case: iff,
  coalesce: ({ type, arguments: given }) => {
    const parts = given.map((part) => coerce(part, type));
    const empty = nullOf(type);
    return combine(type, parts, (row) => {
      for (const part of parts) {
        const value = part.evaluate(row);
        if (value !== empty) {
          return value;
        }
      }
      return empty;
    });
  },
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  not: ofAny((value) => (value === null ? null : value === false)),
  isempty: isEmpty,
  isnotempty: isNotEmpty,
  notempty: isNotEmpty,
  isnull: ofAny((value) => value === null),
  isnotnull: isNotNull,
  notnull: isNotNull,
  isnan: ofAny((value) => (value === null ? null : Number.isNaN(Number(value)))),
  isinf: ofAny((value) => (value === null ? null : Math.abs(Number(value)) === Number.POSITIVE_INFINITY)),
  isfinite: ofAny((value) => (value === null ? null : Number.isFinite(Number(value)))),
};

/** Conditions and values in turn, and the value for when none holds. */
function choose(type: ColumnType, given: readonly Compiled[]): Compiled {
  const parts = given.map((part, index) => (index % 2 === 0 && index < given.length - 1 ? part : coerce(part, type)));
  return combine(type, parts, (row) => {
    let index = 0;
    for (; index < parts.length - 1; index += 2) {
      if (parts[index]?.evaluate(row) === true) {
        return parts[index + 1]?.evaluate(row) as Value;
      }
    }
    return parts[index]?.evaluate(row) as Value;
  });
}

/** The column with a constant name, or the second argument where the table has none. */
function columnIfExists({ arguments: [name, otherwise], environment, at }: CompiledCall): Compiled {
  const wanted = name?.constant?.value;
  const index = environment.columns.findIndex((column) => column.name === wanted);
  const column = environment.columns[index];
  if (otherwise === undefined || typeof wanted !== "string") {
    throw notSupported("'column_ifexists' of a name that is not constant", at);
  }
  return column === undefined ? otherwise : readColumn(column, index);
}
