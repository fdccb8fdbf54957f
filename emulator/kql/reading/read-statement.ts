import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, isTabular, kindOf, nameOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readTable } from "./read-table.ts";
import type { Scope } from "./scope.ts";

/** Reads a `let` statement: binds its name in the scope. */
export function readStatement(statement: ServiceNode, scope: Scope): void {
  if (kindOf(statement) !== "LetStatement") {
    throw notSupported("more than one query at a time", statement.TextStart);
  }
  const name = nameOf(child(statement, "Name"));
  const expression = child(statement, "Expression");
  if (kindOf(expression) === "FunctionDeclaration") {
    scope.bind(name, { kind: "function", declaration: expression, scope });
  } else if (isTabular(expression)) {
    const input = readTable(expression, scope);
    scope.bind(name, { kind: "table", name, query: { kind: "let", columns: input.columns, input } });
  } else {
    scope.bind(name, { kind: "scalar", expression: readExpression(expression, scope) });
  }
}
