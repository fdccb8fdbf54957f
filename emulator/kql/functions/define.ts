import type { ColumnType } from "../../tables.ts";
import { coerce } from "../expressions/coerce.ts";
import { type Compiled, combine, type Environment } from "../expressions/compiled.ts";
import type { Decimal } from "../values/decimal.ts";
import type { Json, Long, Value } from "../values/values.ts";

/** A call whose arguments are compiled; `type` is the result's, as the language service has it. */
export interface CompiledCall {
  readonly name: string;
  readonly type: ColumnType;
  readonly arguments: readonly Compiled[];
  readonly at: number;
  readonly environment: Environment;
}

/** Makes a call ready. The number and the types of the arguments have been checked by the language service. */
export type FunctionDefinition = (call: CompiledCall) => Compiled;

/** Functions by name. */
export type FunctionTable = Readonly<Record<string, FunctionDefinition>>;

/** How the values of each type look to a function. */
interface ValueOf {
  readonly bool: boolean;
  readonly datetime: bigint;
  readonly decimal: Decimal;
  readonly dynamic: Json;
  readonly guid: string;
  readonly int: number;
  readonly long: Long;
  readonly real: number;
  readonly string: string;
  readonly timespan: bigint;
}

type Values<Types extends readonly ColumnType[]> = { readonly [Index in keyof Types]: ValueOf[Types[Index]] };

/**
 * A function of values of given types: arguments of other types are converted, and any null gives the type's null
 * without a call. Arguments left out at the end are undefined.
 */
export function strict<const Types extends readonly ColumnType[]>(
  types: Types,
  run: (...values: Values<Types>) => Value,
): FunctionDefinition {
  return ({ type, arguments: given }) => {
    const parts = given.map((part, index) => coerce(part, types[index] ?? part.type));
    const missing = type === "string" ? "" : null;
    return combine(type, parts, (row) => {
      const values: Value[] = [];
      for (const part of parts) {
        const value = part.evaluate(row);
        if (value === null) {
          return missing;
        }
        values.push(value);
      }
      return run(...(values as unknown as Values<Types>));
    });
  };
}

/** A function of any number of values of one type, which may be null. */
export function ofAll(type: ColumnType, run: (values: readonly Value[]) => Value): FunctionDefinition {
  return (call) => {
    const parts = call.arguments.map((part) => coerce(part, type));
    return combine(call.type, parts, (row) => run(parts.map((part) => part.evaluate(row))));
  };
}

/** A function of one value of whatever type, which may be null. */
export function ofAny(run: (value: Value, type: ColumnType) => Value): FunctionDefinition {
  return ({ type, arguments: [part] }) => {
    if (part === undefined) {
      throw new Error("The language service let a call without arguments pass.");
    }
    return combine(type, [part], (row) => run(part.evaluate(row), part.type));
  };
}
