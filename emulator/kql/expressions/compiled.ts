import type { ColumnType } from "../../tables.ts";
import type { Call, Query } from "../query.ts";
import type { Relation, RelationColumn, Row } from "../relation.ts";
import type { Value } from "../values/values.ts";

/** An expression made ready: a function of a row. */
export type Evaluate = (row: Row) => Value;

/** A compiled expression. One that depends on no row is constant: its value is known. */
export interface Compiled {
  readonly type: ColumnType;
  readonly evaluate: Evaluate;
  readonly constant: { readonly value: Value } | undefined;
}

/** What expressions are compiled against. */
export interface Environment {
  /** What `now()` gives, milliseconds since 1970. */
  readonly now: number;
  readonly columns: readonly RelationColumn[];
  /** Runs a query within an expression (`toscalar`, `in (…)`). */
  readonly run: (query: Query) => Relation;
  /** In `summarize`: compiles a call of an aggregate, undefined if it is none. */
  readonly aggregate?: (call: Call) => Compiled | undefined;
}

/** A row without cells, for what depends on none. */
export const NO_ROW: Row = { cells: [], ingestedAt: null };

/** A constant. */
export function constantOf(type: ColumnType, value: Value): Compiled {
  return { type, evaluate: () => value, constant: { value } };
}

/** An expression of others: where all of them are constant, so is it, and it is evaluated now. */
export function combine(type: ColumnType, parts: readonly Compiled[], evaluate: Evaluate): Compiled {
  return parts.every((part) => part.constant !== undefined)
    ? constantOf(type, evaluate(NO_ROW))
    : { type, evaluate, constant: undefined };
}
