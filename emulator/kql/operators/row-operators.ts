import type { ColumnType } from "../../tables.ts";
import { compile, compileAs } from "../expressions/compile.ts";
import { semanticError } from "../refusal.ts";
import { computed, type Relation } from "../relation.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/** `where`: the rows for which the condition is true, and not null. */
export function runWhere({ condition, input }: QueryOf<"where">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const { evaluate } = compile(condition, environmentOf(context, relation));
  return { columns: relation.columns, rows: relation.rows.filter((row) => evaluate(row) === true) };
}

/** `extend`: the input's columns, those of the same name replaced, and then the new ones. */
export function runExtend({ columns, expressions, input }: QueryOf<"extend">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const environment = environmentOf(context, relation);
  // Of two expressions for one column the last counts.
  const made = new Map(expressions.map(({ name, expression }) => [name, compile(expression, environment)]));
  const parts = columns.map(({ name }) => {
    const index = relation.columns.findIndex((column) => column.name === name);
    return { made: made.get(name), index };
  });
  return {
    columns: columns.map((column, at) => {
      const former = relation.columns[parts[at]?.index ?? -1];
      return parts[at]?.made === undefined && former !== undefined ? former : { ...column, stored: false };
    }),
    rows: relation.rows.map((row) => ({
      cells: parts.map((part) => (part.made === undefined ? (row.cells[part.index] ?? null) : part.made.evaluate(row))),
      ingestedAt: row.ingestedAt,
    })),
  };
}

/** `project`: one column for each expression. */
export function runProject({ columns, expressions, input }: QueryOf<"project">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const environment = environmentOf(context, relation);
  const parts = expressions.map(({ expression }) => compile(expression, environment));
  return {
    columns: computed(columns),
    rows: relation.rows.map((row) => ({ cells: parts.map((part) => part.evaluate(row)), ingestedAt: row.ingestedAt })),
  };
}

/** `project-away`, `-keep`, `-rename` and `-reorder`: columns of the input under their new names. */
export function runColumns({ columns, names, input }: QueryOf<"columns">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const indexes = names.map((name) => relation.columns.findIndex((column) => column.name === name));
  return {
    columns: columns.map((column, at) => ({ ...column, stored: relation.columns[indexes[at] ?? -1]?.stored ?? false })),
    rows: relation.rows.map((row) => ({
      cells: indexes.map((index) => row.cells[index] ?? null),
      ingestedAt: row.ingestedAt,
    })),
  };
}

/** `take` and `limit`: so many rows, the first ones; the real service gives any. */
export function runTake({ count, input }: QueryOf<"take">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const { constant } = compileAs(count, "long", environmentOf(context, relation));
  const wanted = Number(constant?.value);
  if (!(wanted >= 0)) {
    throw semanticError("The number of rows to take must be a constant, 0 or more.", count.at);
  }
  return { columns: relation.columns, rows: relation.rows.slice(0, wanted) };
}

/** `count`: one row with the number of rows. */
export function runCount({ columns, input }: QueryOf<"count">, context: OperatorContext): Relation {
  const { rows } = context.run(input);
  return { columns: computed(columns), rows: [{ cells: [rows.length], ingestedAt: null }] };
}

/** The names that .NET has for KQL's types, as `getschema` tells them. */
const DATA_TYPES: Readonly<Record<ColumnType, string>> = {
  bool: "System.SByte",
  datetime: "System.DateTime",
  decimal: "System.Data.SqlTypes.SqlDecimal",
  dynamic: "System.Object",
  guid: "System.Guid",
  int: "System.Int32",
  long: "System.Int64",
  real: "System.Double",
  string: "System.String",
  timespan: "System.TimeSpan",
};

/** `getschema`: one row for each column of the input. */
export function runGetSchema({ columns, input }: QueryOf<"getschema">, context: OperatorContext): Relation {
  const rows = context.run(input).columns.map(({ name, type }, index) => ({
    cells: [name, index, DATA_TYPES[type], type],
    ingestedAt: null,
  }));
  return { columns: computed(columns), rows };
}
