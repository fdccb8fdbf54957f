import type { OrderKey, Query } from "../query.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, findChild, kindOf, listOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readParameters } from "./read-parameters.ts";
import type { Scope } from "./scope.ts";

/** Reads `sort` and `order`. */
export function readSort(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const keys = listOf(node, "Expressions").map((key) => readKey(key, scope));
  return { kind: "sort", columns: input.columns, input, keys };
}

/** Reads `top`: an order and the first rows of it. */
export function readTop(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const { columns } = input;
  const sorted: Query = { kind: "sort", columns, input, keys: [readKey(child(node, "ByExpression"), scope)] };
  return { kind: "take", columns, input: sorted, count: readExpression(child(node, "Expression"), scope) };
}

/** Reads `take` and `limit`. */
export function readTake(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const count = readExpression(child(node, "Expression"), scope);
  return { kind: "take", columns: input.columns, input, count };
}

/** Descending unless `asc` is said; nulls are taken for the smallest unless said otherwise. */
function readKey(node: ServiceNode, scope: Scope): OrderKey {
  if (kindOf(node) !== "OrderedExpression") {
    return { expression: readExpression(node, scope), descending: true, nullsFirst: false };
  }
  const ordering = findChild(node, "Ordering");
  const direction = ordering === undefined ? undefined : findChild(ordering, "AscOrDescKeyword");
  const descending = direction === undefined || textOf(direction) === "desc";
  const nulls = ordering === undefined ? undefined : findChild(ordering, "NullsClause");
  return {
    expression: readExpression(child(node, "Expression"), scope),
    descending,
    nullsFirst: nulls === undefined ? !descending : textOf(child(nulls, "FirstOrLastKeyword")) === "first",
  };
}
