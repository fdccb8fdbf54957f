import { compile } from "../expressions/compile.ts";
import { computed, type Relation, type Row } from "../relation.ts";
import { type Key, keyOfAll } from "../values/keys.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/** `distinct`: each combination of the expressions' values once, in the order of their first rows. */
export function runDistinct({ columns, expressions, input }: QueryOf<"distinct">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const environment = environmentOf(context, relation);
  const parts = expressions.map((expression) => compile(expression, environment));
  const rows = new Map<Key, Row>();
  for (const row of relation.rows) {
    const cells = parts.map((part) => part.evaluate(row));
    const key = keyOfAll(cells);
    if (!rows.has(key)) {
      rows.set(key, { cells, ingestedAt: null });
    }
  }
  return { columns: computed(columns), rows: [...rows.values()] };
}
