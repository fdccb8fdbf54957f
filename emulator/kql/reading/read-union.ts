import type { Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { columnsOf, findChild, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readParameters } from "./read-parameters.ts";
import { readTable } from "./read-table.ts";
import type { Scope } from "./scope.ts";

interface Input {
  readonly name: string;
  readonly query: Query;
}

/** Reads `union`, after a pipe or alone. With `isfuzzy=true` the tables that are not there are left out. */
export function readUnion(node: ServiceNode, piped: Query | undefined, scope: Scope): Query {
  const parameters = readParameters(node, ["kind", "withsource", "isfuzzy"]);
  const tables = listOf(node, "Expressions").filter(
    (table) => !(parameters.get("isfuzzy") === "true" && isMissing(table, scope)),
  );
  const first: readonly Input[] = piped === undefined ? [] : [{ name: sourceName(piped, 0), query: piped }];
  const inputs = [...first, ...tables.map((table, index) => readInput(table, index + first.length, scope))];
  if (parameters.get("kind") === "inner" && !haveSameColumns(inputs)) {
    throw notSupported("'union kind=inner' of tables with different columns", node.TextStart);
  }
  return { kind: "union", columns: columnsOf(node), inputs, sourceColumn: parameters.get("withsource") };
}

function readInput(table: ServiceNode, index: number, scope: Scope): Input {
  if (findChild(table, "Name") !== undefined && /Wildcarded/.test(kindOf(table.GetChild(0) ?? table))) {
    throw notSupported(`the pattern of tables '${textOf(table)}'`, table.TextStart);
  }
  const query = readTable(table, scope);
  const name = kindOf(table) === "NameReference" ? nameOf(table) : sourceName(query, index);
  return { name, query };
}

/** The name of an input in the column of `withsource`: a table's own, or its place. */
function sourceName(query: Query, index: number): string {
  return query.kind === "table" ? query.name : `union_arg${index}`;
}

function isMissing(table: ServiceNode, scope: Scope): boolean {
  return kindOf(table) === "NameReference" && !table.ReferencedSymbol && scope.find(nameOf(table)) === undefined;
}

function haveSameColumns(inputs: readonly Input[]): boolean {
  const names = inputs.map(({ query }) =>
    query.columns
      .map(({ name, type }) => `${name}:${type}`)
      .sort()
      .join(),
  );
  return new Set(names).size === 1;
}
