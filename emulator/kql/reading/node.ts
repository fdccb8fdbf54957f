import { COLUMN_TYPES, type Column, type ColumnType } from "../../tables.ts";
import { notSupported } from "../refusal.ts";
import { languageService, membersOf, type ServiceNode } from "./language-service.ts";

const KIND_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(languageService.Syntax.SyntaxKind).flatMap(([name, value]) =>
    typeof value === "number" ? [[value, name] as const] : [],
  ),
);

/** The kind of a node, as the language service names it: `FilterOperator`, `AddExpression`. */
export function kindOf(node: ServiceNode): string {
  return KIND_NAMES.get(node.Kind) ?? `node ${node.Kind}`;
}

/** The nodes directly below one. */
export function childrenOf(node: ServiceNode): readonly ServiceNode[] {
  return Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child) => child !== null);
}

/** The child with a name, if there is one. */
export function findChild(node: ServiceNode, name: string): ServiceNode | undefined {
  return childrenOf(node).find((child) => child.NameInParent === name);
}

/** The child with a name. */
export function child(node: ServiceNode, name: string): ServiceNode {
  const found = findChild(node, name);
  if (found === undefined) {
    throw notSupported(`${kindOf(node)} without ${name}`, node.TextStart);
  }
  return found;
}

/** The elements of the list with a name, without their separators; none if there is no list. */
export function listOf(node: ServiceNode, name: string): readonly ServiceNode[] {
  const list = findChild(node, name);
  return list === undefined ? [] : elementsOf(list);
}

/** The elements of a list node, without their separators. */
export function elementsOf(list: ServiceNode): readonly ServiceNode[] {
  return childrenOf(list).flatMap((entry) =>
    kindOf(entry) === "SeparatedElement" ? childrenOf(entry).filter((part) => !part.IsToken) : [entry],
  );
}

/** The text of a node without its spaces and comments: its tokens, one after the other. */
export function textOf(node: ServiceNode): string {
  return node.IsToken ? (node.Text ?? "") : childrenOf(node).map(textOf).join("");
}

/** The name that a name node stands for. */
export function nameOf(node: ServiceNode): string {
  return node.SimpleName ?? textOf(node);
}

/** The scalar type of an expression's result. */
export function scalarTypeOf(node: ServiceNode): ColumnType {
  return toColumnType(node.ResultType?.Name, node);
}

/** The columns of a table's or tuple's result. */
export function columnsOf(node: ServiceNode): readonly Column[] {
  return membersOf(node.ResultType?.Columns).map((column) => ({
    name: column.Name,
    type: toColumnType(column.Type.Name, node),
  }));
}

/** Whether an expression gives a table. */
export function isTabular(node: ServiceNode): boolean {
  return node.ResultType?.Columns !== undefined && node.ResultType.Columns !== null;
}

function toColumnType(name: string | undefined, node: ServiceNode): ColumnType {
  const type = COLUMN_TYPES.find((known) => known === name);
  if (type === undefined) {
    throw notSupported(`an expression of type '${name ?? "none"}'`, node.TextStart);
  }
  return type;
}
