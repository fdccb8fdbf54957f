import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { childrenOf, elementsOf, findChild, kindOf, nameOf, textOf } from "./node.ts";
import { BINARY_OPERATORS, IN_OPERATORS } from "./operators-by-text.ts";
import { EXPRESSION_KINDS } from "./read-expression.ts";
import { OPERATOR_KINDS } from "./read-operator.ts";
import { TABLE_KINDS } from "./read-table.ts";

/** Functions that look outside the workspace, or that Log Analytics alone has. */
export const FOREIGN_FUNCTIONS: ReadonlySet<string> = new Set([
  "adx",
  "app",
  "arg",
  "cluster",
  "database",
  "external_table",
  "materialized_view",
  "resource",
  "stored_query_result",
  "table",
  "workspace",
]);

/** Parts of what is read, which are not read on their own. */
const PARTS: readonly string[] = [
  "BracketedExpression",
  "CompoundNamedExpression",
  "ExpressionStatement",
  "JsonArrayExpression",
  "JsonObjectExpression",
  "LetStatement",
  "MvExpandExpression",
  "NullLiteralExpression",
  "OrderedExpression",
  "PrimitiveTypeExpression",
  "SchemaTypeExpression",
  "SimpleNamedExpression",
  "StarExpression",
  "TokenLiteralExpression",
];

const READ_KINDS: ReadonlySet<string> = new Set([...EXPRESSION_KINDS, ...OPERATOR_KINDS, ...TABLE_KINDS, ...PARTS]);

/**
 * Refuses by name what is not read, before anything else is said of the query: what the language service finds wrong
 * after an operator that is not run here may be wrong only because of that. Goes by lists of what is known, so that
 * what a later version of the language service adds is refused too.
 */
export function refuseUnread(node: ServiceNode): void {
  const kind = kindOf(node);
  if (kind === "FunctionCallExpression" && FOREIGN_FUNCTIONS.has(nameOf(childrenOf(node)[0] ?? node))) {
    throw notSupported(`the function '${nameOf(childrenOf(node)[0] ?? node)}'`, node.TextStart);
  }
  if (/(Operator|Expression|Statement)$/.test(kind) && !READ_KINDS.has(kind) && !isKnownBinary(node)) {
    throw notSupported(describe(node, kind), node.TextStart);
  }
  for (const part of childrenOf(node)) {
    if (!part.IsToken) {
      refuseUnread(part);
    }
  }
}

function isKnownBinary(node: ServiceNode): boolean {
  const operator = findChild(node, "Operator");
  const text = operator?.IsToken ? textOf(operator) : "";
  return BINARY_OPERATORS.has(text) || IN_OPERATORS.has(text);
}

function describe(node: ServiceNode, kind: string): string {
  const first = firstToken(node);
  if (kind.endsWith("Statement")) {
    return `the statement '${first}'`;
  }
  const operator = findChild(node, "Operator");
  return `the operator '${operator?.IsToken ? textOf(operator) : first}'`;
}

function firstToken(node: ServiceNode): string {
  const [first] = elementsOf(node);
  return first === undefined || first.IsToken ? textOf(first ?? node) : firstToken(first);
}
