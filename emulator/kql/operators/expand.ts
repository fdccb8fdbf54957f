import type { ColumnType } from "../../tables.ts";
import { convert, toJson } from "../expressions/coerce.ts";
import { compile, compileAs } from "../expressions/compile.ts";
import type { Environment } from "../expressions/compiled.ts";
import { semanticError } from "../refusal.ts";
import type { Relation, Row } from "../relation.ts";
import { isArray, isBag, type Json, type Value } from "../values/values.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/**
 * `mv-expand`: a row for each element of an array or entry of a bag; several columns go side by side. A null gives one
 * row, an empty array none. Source: Kusto's page on the operator.
 */
export function runExpand(query: QueryOf<"expand">, context: OperatorContext): Relation {
  const relation = context.run(query.input);
  const environment = environmentOf(context, relation);
  const parts = new Map(query.expansions.map((one) => [one.name, compile(one.expression, environment)]));
  const limit = limitOf(query, environment);
  const sources = query.columns.map(({ name }) => ({
    part: parts.get(name),
    index: relation.columns.findIndex((column) => column.name === name),
  }));
  const rows = relation.rows.flatMap((row): readonly Row[] => {
    const lists = sources.map(({ part }) =>
      part === undefined ? undefined : elementsOf(toJson(part.evaluate(row), part.type)),
    );
    const length = Math.min(limit, Math.max(...lists.map((list) => list?.length ?? 0)));
    return Array.from({ length }, (_, at) => ({
      cells: query.columns.map(({ name, type }, column) => {
        const list = lists[column];
        if (list !== undefined) {
          return typed(list[at] ?? null, type);
        }
        return name === query.indexColumn ? at : (row.cells[sources[column]?.index ?? -1] ?? null);
      }),
      ingestedAt: row.ingestedAt,
    }));
  });
  const columns = query.columns.map((column, at) => {
    const own = sources[at];
    return { ...column, stored: own?.part === undefined && (relation.columns[own?.index ?? -1]?.stored ?? false) };
  });
  return { columns, rows };
}

function limitOf({ limit }: QueryOf<"expand">, environment: Environment): number {
  if (limit === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  const { constant } = compileAs(limit, "long", environment);
  if (constant === undefined) {
    throw semanticError("The limit of 'mv-expand' must be a constant.", limit.at);
  }
  return Number(constant.value);
}

function elementsOf(value: Json): readonly Json[] {
  if (isArray(value)) {
    return value;
  }
  return isBag(value) ? Object.entries(value).map(([key, element]) => ({ [key]: element })) : [value];
}

/** An element as the type of `to typeof(…)`: what is not of that type is null. */
function typed(element: Json, type: ColumnType): Value {
  if (type === "dynamic") {
    return element;
  }
  return type !== "long" || typeof element === "number" ? convert(element, "dynamic", type) : null;
}
