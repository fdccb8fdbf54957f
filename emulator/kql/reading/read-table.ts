import type { Expression, Query } from "../query.ts";
import { notSupported, semanticError } from "../refusal.ts";
import { callFunction } from "./call-function.ts";
import { languageService, type ServiceNode } from "./language-service.ts";
import { child, columnsOf, elementsOf, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readOperator } from "./read-operator.ts";
import { readUnion } from "./read-union.ts";
import type { Scope } from "./scope.ts";

type Reader = (node: ServiceNode, scope: Scope) => Query;

/** How each kind of tabular expression is read. */
const READERS: Readonly<Record<string, Reader>> = {
  NameReference: readName,
  ParenthesizedExpression: (node, scope) => readTable(child(node, "Expression"), scope),
  PipeExpression: (node, scope) =>
    readOperator(child(node, "Operator"), readTable(child(node, "Expression"), scope), scope),
  FunctionCallExpression: readCall,
  MaterializeExpression: (node, scope) => {
    const input = readTable(child(node, "Expression"), scope);
    return { kind: "let", columns: input.columns, input };
  },
  DataTableExpression: readDataTable,
  PrintOperator: readPrint,
  UnionOperator: (node, scope) => readUnion(node, undefined, scope),
};

/** The kinds of tabular expressions that are read. */
export const TABLE_KINDS: readonly string[] = Object.keys(READERS);

/** Reads a tabular expression. */
export function readTable(node: ServiceNode, scope: Scope): Query {
  const reader = READERS[kindOf(node)];
  if (reader === undefined) {
    throw notSupported(`'${textOf(node)}'`, node.TextStart);
  }
  return reader(node, scope);
}

function readName(node: ServiceNode, scope: Scope): Query {
  const name = nameOf(node);
  const binding = scope.find(name);
  if (binding?.kind === "table") {
    return binding.query;
  }
  if (binding?.kind === "function") {
    return readCall(node, scope);
  }
  if (node.ReferencedSymbol?.Kind !== languageService.Symbols.SymbolKind.Table) {
    throw notSupported(`the table '${name}' here`, node.TextStart);
  }
  return { kind: "table", columns: columnsOf(node), name: node.ReferencedSymbol.Name };
}

function readCall(node: ServiceNode, scope: Scope): Query {
  const { body, scope: inner } = callFunction(node, scope);
  return readTable(body, inner);
}

function readPrint(node: ServiceNode, scope: Scope): Query {
  const values = listOf(node, "Expressions").map((one) => {
    const expression = kindOf(one) === "SimpleNamedExpression" ? child(one, "Expression") : one;
    return readExpression(expression, scope);
  });
  const columns = columnsOf(node);
  if (columns.length !== values.length) {
    throw notSupported("'print' of these expressions", node.TextStart);
  }
  return { kind: "values", columns, rows: [values] };
}

function readDataTable(node: ServiceNode, scope: Scope): Query {
  if (listOf(node, "Parameters").length > 0) {
    throw notSupported("parameters of 'datatable'", node.TextStart);
  }
  const columns = columnsOf(node);
  const values = elementsOf(child(node, "Values")).map((value) => readExpression(value, scope));
  if (columns.length === 0 || values.length % columns.length !== 0) {
    throw semanticError(
      `The values of 'datatable' (${values.length}) are not a multiple of its columns (${columns.length}).`,
      node.TextStart,
    );
  }
  const rows: Expression[][] = [];
  for (let start = 0; start < values.length; start += columns.length) {
    rows.push(values.slice(start, start + columns.length));
  }
  return { kind: "values", columns, rows };
}
