import type { Column } from "../../tables.ts";
import { readColumn } from "../expressions/read-column.ts";
import { computed, type Relation, type RelationColumn } from "../relation.ts";
import { nullOf } from "../values/values.ts";
import type { OperatorContext, QueryOf } from "./operator.ts";

/** `union`: the rows of all inputs, with null where an input has no such column. */
export function runUnion({ columns, inputs, sourceColumn }: QueryOf<"union">, context: OperatorContext): Relation {
  const rows = inputs.flatMap(({ name: source, query }) => {
    const relation = context.run(query);
    const parts = columns.map((column) => {
      const index = relation.columns.findIndex((own) => isSame(own, column, relation.columns));
      const own = relation.columns[index];
      return own === undefined ? undefined : readColumn(own, index);
    });
    return relation.rows.map((row) => ({
      cells: parts.map((part, at) => {
        if (part !== undefined) {
          return part.evaluate(row);
        }
        return columns[at]?.name === sourceColumn ? source : nullOf(columns[at]?.type ?? "dynamic");
      }),
      ingestedAt: row.ingestedAt,
    }));
  });
  return { columns: computed(columns), rows };
}

/** Columns of one name and different types are kept apart as `name_type`. */
function isSame(own: Column, column: Column, all: readonly RelationColumn[]): boolean {
  if (own.type !== column.type) {
    return false;
  }
  return (
    own.name === column.name ||
    (`${own.name}_${own.type}` === column.name && !all.some((other) => other.name === column.name))
  );
}
