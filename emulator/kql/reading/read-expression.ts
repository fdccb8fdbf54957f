import type { Expression } from "../query.ts";
import { notSupported } from "../refusal.ts";
import { callFunction } from "./call-function.ts";
import { languageService, type ServiceNode } from "./language-service.ts";
import { child, childrenOf, elementsOf, isTabular, kindOf, listOf, nameOf, scalarTypeOf, textOf } from "./node.ts";
import { BINARY_OPERATORS, IN_OPERATORS } from "./operators-by-text.ts";
import { LITERAL_KINDS, readLiteral } from "./read-literal.ts";
import { readTable } from "./read-table.ts";
import type { Scope } from "./scope.ts";

type Reader = (node: ServiceNode, scope: Scope) => Expression;

/**
 * How each kind of scalar expression is read; kinds that stand for several operators are told apart by the operator's
 * text.
 */
const READERS: Readonly<Record<string, Reader>> = {
  NameReference: readName,
  ParenthesizedExpression: (node, scope) => readExpression(child(node, "Expression"), scope),
  FunctionCallExpression: readCall,
  PathExpression: (node, scope) => ({
    kind: "member",
    type: scalarTypeOf(node),
    of: readExpression(child(node, "Expression"), scope),
    key: readSelector(child(node, "Selector"), scope),
    at: node.TextStart,
  }),
  ElementExpression: (node, scope) => ({
    kind: "member",
    type: scalarTypeOf(node),
    of: readExpression(child(node, "Expression"), scope),
    key: readSelector(child(node, "Selector"), scope),
    at: node.TextStart,
  }),
  UnaryMinusExpression: (node, scope) => ({
    kind: "negate",
    type: scalarTypeOf(node),
    operand: readExpression(child(node, "Expression"), scope),
    at: node.TextStart,
  }),
  UnaryPlusExpression: (node, scope) => readExpression(child(node, "Expression"), scope),
  BetweenExpression: (node, scope) => readBetween(node, scope, false),
  NotBetweenExpression: (node, scope) => readBetween(node, scope, true),
  HasAnyExpression: (node, scope) => readHasTerms(node, scope, false),
  HasAllExpression: (node, scope) => readHasTerms(node, scope, true),
  ToScalarExpression: (node, scope) => ({
    kind: "scalar of",
    type: scalarTypeOf(node),
    query: readTable(child(node, "Expression"), scope),
    at: node.TextStart,
  }),
  // The type that `extract` converts to: the call's own type says it.
  TypeOfLiteralExpression: (node) => ({ kind: "literal", type: "string", value: textOf(node), at: node.TextStart }),
  ...Object.fromEntries(LITERAL_KINDS.map((kind) => [kind, readLiteral])),
};

/** The kinds of scalar expressions that are read whatever their operator. */
export const EXPRESSION_KINDS: readonly string[] = Object.keys(READERS);

/** Reads a scalar expression. */
export function readExpression(node: ServiceNode, scope: Scope): Expression {
  const reader = READERS[kindOf(node)];
  if (reader !== undefined) {
    return reader(node, scope);
  }
  const operator = childrenOf(node).find((part) => part.NameInParent === "Operator");
  if (operator === undefined) {
    throw notSupported(`'${textOf(node)}'`, node.TextStart);
  }
  return readBinary(node, textOf(operator), scope);
}

function readBinary(node: ServiceNode, text: string, scope: Scope): Expression {
  const among = IN_OPERATORS.get(text);
  if (among !== undefined) {
    return readIn(node, among, scope);
  }
  const operator = BINARY_OPERATORS.get(text);
  if (operator === undefined) {
    throw notSupported(`the operator '${text}'`, node.TextStart);
  }
  return {
    kind: "binary",
    type: scalarTypeOf(node),
    operator,
    left: readExpression(child(node, "Left"), scope),
    right: readExpression(child(node, "Right"), scope),
    at: node.TextStart,
  };
}

function readName(node: ServiceNode, scope: Scope): Expression {
  const name = nameOf(node);
  if (node.ReferencedSymbol?.Kind === languageService.Symbols.SymbolKind.Column) {
    return { kind: "column", type: scalarTypeOf(node), name, at: node.TextStart };
  }
  const binding = scope.find(name);
  if (binding?.kind === "scalar") {
    return binding.expression;
  }
  throw notSupported(`the name '${name}' here`, node.TextStart);
}

function readCall(node: ServiceNode, scope: Scope): Expression {
  const name = nameOf(child(node, "Name"));
  if (scope.find(name)?.kind === "function") {
    const { body, scope: inner } = callFunction(node, scope);
    return readExpression(body, inner);
  }
  const list = listOf(child(node, "ArgumentList"), "Expressions");
  return {
    kind: "call",
    type: scalarTypeOf(node),
    name,
    arguments: list.map((argument) => readExpression(argument, scope)),
    at: node.TextStart,
  };
}

function readSelector(node: ServiceNode, scope: Scope): Expression {
  if (kindOf(node) === "BracketedExpression") {
    return readExpression(child(node, "Expression"), scope);
  }
  return { kind: "literal", type: "string", value: nameOf(node), at: node.TextStart };
}

function readBetween(node: ServiceNode, scope: Scope, negated: boolean): Expression {
  const couple = child(node, "Right");
  return {
    kind: "between",
    type: "bool",
    negated,
    operand: readExpression(child(node, "Left"), scope),
    from: readExpression(child(couple, "First"), scope),
    to: readExpression(child(couple, "Second"), scope),
    at: node.TextStart,
  };
}

function readHasTerms(node: ServiceNode, scope: Scope, all: boolean): Expression {
  const terms = listOf(child(node, "Right"), "Expressions").map((term) => readExpression(term, scope));
  return {
    kind: "has terms",
    type: "bool",
    all,
    left: readExpression(child(node, "Left"), scope),
    terms,
    at: node.TextStart,
  };
}

function readIn(
  node: ServiceNode,
  operator: { readonly caseSensitive: boolean; readonly negated: boolean },
  scope: Scope,
): Expression {
  const elements = elementsOf(child(child(node, "Right"), "Expressions"));
  const [first] = elements;
  const among =
    first !== undefined && elements.length === 1 && isTabular(first)
      ? readTable(first, scope)
      : elements.map((element) => readExpression(element, scope));
  return {
    kind: "in",
    type: "bool",
    ...operator,
    left: readExpression(child(node, "Left"), scope),
    among,
    at: node.TextStart,
  };
}
