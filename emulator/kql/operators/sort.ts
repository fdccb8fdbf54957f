import { orderOf } from "../expressions/comparison.ts";
import { compile } from "../expressions/compile.ts";
import type { Relation, Row } from "../relation.ts";
import type { Value } from "../values/values.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

type Order = (a: Value, b: Value) => number;

/** `sort`, `order` and the first half of `top`: rows that are equal stay as they were. */
export function runSort({ keys, input }: QueryOf<"sort">, context: OperatorContext): Relation {
  const relation = context.run(input);
  const environment = environmentOf(context, relation);
  const parts = keys.map((key) => compile(key.expression, environment));
  const orders = keys.map(({ descending, nullsFirst }, index) =>
    orderWithNulls(orderOf(parts[index]?.type ?? "dynamic"), descending, nullsFirst),
  );
  const ranked = relation.rows.map((row) => ({ row, values: parts.map((part) => part.evaluate(row)) }));
  ranked.sort((a, b) => {
    for (let index = 0; index < orders.length; index += 1) {
      const order = orders[index]?.(a.values[index] as Value, b.values[index] as Value) ?? 0;
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  });
  return { columns: relation.columns, rows: ranked.map(({ row }): Row => row) };
}

/** The order of values with a place for nulls, and for NaN, which has none among numbers: below all of them. */
function orderWithNulls(order: Order, descending: boolean, nullsFirst: boolean): Order {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    if (a === null || b === null) {
      return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1;
    }
    const [first, second] = [Number.isNaN(a), Number.isNaN(b)];
    return first || second ? (Number(second) - Number(first)) * direction : order(a, b) * direction;
  };
}
