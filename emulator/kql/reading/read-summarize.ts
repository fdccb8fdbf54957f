import type { Aggregation, Expression, Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, columnsOf, findChild, isTabular, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readParameters } from "./read-parameters.ts";
import type { Scope } from "./scope.ts";

/** The aggregates that tell of one row, and their old names. */
const ROW_AGGREGATES: ReadonlyMap<string, "arg_max" | "arg_min" | "take_any"> = new Map([
  ["arg_max", "arg_max"],
  ["arg_min", "arg_min"],
  ["argmax", "arg_max"],
  ["argmin", "arg_min"],
  ["take_any", "take_any"],
  ["any", "take_any"],
] as const);

/** Reads `summarize`: the keys, then the aggregates, make the result's columns one by one. */
export function readSummarize(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const clause = findChild(node, "ByClause");
  if (clause !== undefined && findChild(clause, "BinClause") !== undefined) {
    throw notSupported("'bin=' after 'by'", clause.TextStart);
  }
  const by = (clause === undefined ? [] : listOf(clause, "Expressions")).map((key) =>
    readExpression(unnamed(key), scope),
  );
  const aggregations = listOf(node, "Aggregates").map((element) => readAggregation(unnamed(element), scope));
  const columns = columnsOf(node);
  const width = aggregations.reduce((sum, one) => sum + (one.kind === "tuple" ? one.call.values.length : 1), by.length);
  if (width !== columns.length) {
    throw notSupported("'summarize' of these expressions", node.TextStart);
  }
  return { kind: "summarize", columns, input, by, aggregations };
}

function unnamed(element: ServiceNode): ServiceNode {
  const kind = kindOf(element);
  return kind === "SimpleNamedExpression" || kind === "CompoundNamedExpression"
    ? child(element, "Expression")
    : element;
}

function readAggregation(node: ServiceNode, scope: Scope): Aggregation {
  const name = kindOf(node) === "FunctionCallExpression" ? nameOf(child(node, "Name")) : "";
  const aggregate = ROW_AGGREGATES.get(name);
  if (aggregate === undefined) {
    if (isTabular(node)) {
      throw notSupported(`the aggregate '${name}' with several results`, node.TextStart);
    }
    return { kind: "scalar", expression: readExpression(node, scope) };
  }
  const given = listOf(child(node, "ArgumentList"), "Expressions");
  const stars = given.filter((argument) => kindOf(argument) === "StarExpression");
  const values = given.flatMap((argument) =>
    kindOf(argument) === "StarExpression" ? [] : [readExpression(unnamed(argument), scope)],
  );
  if (stars.length > 0) {
    values.push(...starColumns(node, values.length));
  }
  if (values.length === 0) {
    throw notSupported(`'${textOf(node)}'`, node.TextStart);
  }
  return { kind: "tuple", call: { name: aggregate, values } };
}

/** The columns that `*` stands for: what the language service gives beyond the arguments before it. */
function starColumns(node: ServiceNode, given: number): readonly Expression[] {
  return columnsOf(node)
    .slice(given)
    .map((column) => ({ kind: "column", ...column, at: node.TextStart }));
}
