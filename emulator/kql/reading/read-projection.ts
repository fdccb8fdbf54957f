import type { Column } from "../../tables.ts";
import type { NamedExpression, Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import { languageService, type ServiceNode } from "./language-service.ts";
import { child, columnsOf, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readParameters } from "./read-parameters.ts";
import type { Scope } from "./scope.ts";

/** Reads `extend`, and the expressions that `serialize` may have. */
export function readExtend(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const elements = listOf(node, "Expressions");
  const columns = columnsOf(node);
  const names = namesOf(elements, input.columns, columns);
  const expressions = elements.map((element, index) => toNamed(element, names[index], scope));
  return { kind: "extend", columns, input, expressions };
}

/** Reads `project`: its expressions make the result's columns one by one. */
export function readProject(node: ServiceNode, input: Query, scope: Scope): Query {
  const elements = listOf(node, "Expressions");
  const columns = columnsOf(node);
  if (columns.length !== elements.length) {
    throw notSupported("'project' of these expressions", node.TextStart);
  }
  const expressions = elements.map((element, index) => toNamed(element, columns[index]?.name, scope));
  return { kind: "project", columns, input, expressions };
}

/** Reads `distinct`. */
export function readDistinct(node: ServiceNode, input: Query, scope: Scope): Query {
  readParameters(node, []);
  const columns = columnsOf(node);
  const elements = listOf(node, "Expressions");
  const expressions = elements.some((element) => kindOf(element) === "StarExpression")
    ? columns.map((column) => ({ kind: "column" as const, ...column, at: node.TextStart }))
    : elements.map((element) => readExpression(element, scope));
  if (expressions.length !== columns.length) {
    throw notSupported("'distinct' of these expressions", node.TextStart);
  }
  return { kind: "distinct", columns, input, expressions };
}

/**
 * Reads `project-away`, `project-keep` and `project-reorder`: columns of the input, as the language service has sorted
 * them.
 */
export function readSelection(node: ServiceNode, input: Query): Query {
  const columns = columnsOf(node);
  return { kind: "columns", columns, input, names: columns.map((column) => column.name) };
}

/** Reads `project-rename`. */
export function readRename(node: ServiceNode, input: Query): Query {
  const columns = columnsOf(node);
  const formerNames = new Map(
    listOf(node, "Expressions").map((element) => [
      nameOf(child(element, "Name")),
      nameOf(child(element, "Expression")),
    ]),
  );
  return { kind: "columns", columns, input, names: columns.map(({ name }) => formerNames.get(name) ?? name) };
}

function toNamed(element: ServiceNode, name: string | undefined, scope: Scope): NamedExpression {
  if (kindOf(element) === "CompoundNamedExpression" || name === undefined) {
    throw notSupported(`the column '${textOf(element)}'`, element.TextStart);
  }
  const expression = kindOf(element) === "SimpleNamedExpression" ? child(element, "Expression") : element;
  return { name, expression: readExpression(expression, scope) };
}

/**
 * The columns that `extend` makes: those it names, and for the others the names the language service gave, in their
 * order.
 */
function namesOf(
  elements: readonly ServiceNode[],
  before: readonly Column[],
  after: readonly Column[],
): readonly (string | undefined)[] {
  const { Binder } = languageService.Binding;
  const named = elements.map((element) =>
    kindOf(element) === "SimpleNamedExpression"
      ? nameOf(child(element, "Name"))
      : (Binder.GetExpressionResultName(element, null) ?? undefined),
  );
  const taken = new Set([...named, ...before.map((column) => column.name)]);
  const generated = after.map((column) => column.name).filter((name) => !taken.has(name));
  return named.map((name) => name ?? generated.shift());
}
