import type { Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, columnsOf, findChild, kindOf, nameOf, textOf } from "./node.ts";
import { readExpand } from "./read-expand.ts";
import { readExpression } from "./read-expression.ts";
import { readJoin } from "./read-join.ts";
import { readParameters } from "./read-parameters.ts";
import { readParse } from "./read-parse.ts";
import { readDistinct, readExtend, readProject, readRename, readSelection } from "./read-projection.ts";
import { readSort, readTake, readTop } from "./read-sort.ts";
import { readSummarize } from "./read-summarize.ts";
import { readUnion } from "./read-union.ts";
import type { Scope } from "./scope.ts";

/** Reads one kind of operator after a pipe. */
export type OperatorReader = (node: ServiceNode, input: Query, scope: Scope) => Query;

const READERS: Readonly<Record<string, OperatorReader>> = {
  AsOperator: readAs,
  CountOperator: readCount,
  DistinctOperator: readDistinct,
  ExtendOperator: readExtend,
  FilterOperator: readFilter,
  GetSchemaOperator: readGetSchema,
  JoinOperator: readJoin,
  MvExpandOperator: readExpand,
  ParseOperator: (node, input, scope) => readParse(node, input, scope, false),
  ParseWhereOperator: (node, input, scope) => readParse(node, input, scope, true),
  ProjectAwayOperator: readSelection,
  ProjectKeepOperator: readSelection,
  ProjectOperator: readProject,
  ProjectRenameOperator: readRename,
  ProjectReorderOperator: readSelection,
  SerializeOperator: readExtend,
  SortOperator: readSort,
  SummarizeOperator: readSummarize,
  TakeOperator: readTake,
  TopOperator: readTop,
  UnionOperator: (node, input, scope) => readUnion(node, input, scope),
};

/** The kinds of operators that are read. */
export const OPERATOR_KINDS: readonly string[] = Object.keys(READERS);

/** Reads an operator and what it is applied to. */
export function readOperator(node: ServiceNode, input: Query, scope: Scope): Query {
  const reader = READERS[kindOf(node)];
  if (reader === undefined) {
    throw notSupported(`the operator '${textOf(node.GetChild(0) ?? node)}'`, node.TextStart);
  }
  return reader(node, input, scope);
}

function readFilter(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const condition = readExpression(child(node, "Condition"), scope);
  return { kind: "where", columns: input.columns, input, condition };
}

function readCount(node: ServiceNode, input: Query): Query {
  if (findChild(node, "AsIdentifier") !== undefined) {
    throw notSupported("'count as'", node.TextStart);
  }
  return { kind: "count", columns: columnsOf(node), input };
}

function readGetSchema(node: ServiceNode, input: Query): Query {
  if (findChild(node, "KindParameter") !== undefined) {
    throw notSupported("the parameter 'kind' of 'getschema'", node.TextStart);
  }
  return { kind: "getschema", columns: columnsOf(node), input };
}

function readAs(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const name = nameOf(child(node, "Name"));
  const query: Query = { kind: "let", columns: input.columns, input };
  scope.bind(name, { kind: "table", name, query });
  return query;
}
