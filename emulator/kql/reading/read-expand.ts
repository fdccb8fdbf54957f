import type { Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import { languageService, type ServiceNode } from "./language-service.ts";
import { child, columnsOf, findChild, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readParameters } from "./read-parameters.ts";
import type { Scope } from "./scope.ts";

/** Reads `mv-expand` with the default way of expanding bags: into bags of one entry. */
export function readExpand(node: ServiceNode, input: Query, scope: Scope): Query {
  const parameters = readParameters(node, ["kind", "bagexpansion", "with_itemindex"]);
  const way = parameters.get("kind") ?? parameters.get("bagexpansion") ?? "bag";
  if (way !== "bag") {
    throw notSupported(`'mv-expand' of bags as '${way}'`, node.TextStart);
  }
  const columns = columnsOf(node);
  const expansions = listOf(node, "Expressions").map((element) => {
    const named = child(element, "Expression");
    const name = nameOfExpansion(named);
    const type = columns.find((column) => column.name === name)?.type;
    if (name === undefined || type === undefined) {
      throw notSupported(`'mv-expand ${textOf(element)}'`, element.TextStart);
    }
    const expression = kindOf(named) === "SimpleNamedExpression" ? child(named, "Expression") : named;
    return { name, type, expression: readExpression(expression, scope) };
  });
  const clause = findChild(node, "RowLimitClause");
  const limit = clause === undefined ? undefined : readExpression(child(clause, "RowLimit"), scope);
  return { kind: "expand", columns, input, expansions, indexColumn: parameters.get("with_itemindex"), limit };
}

function nameOfExpansion(node: ServiceNode): string | undefined {
  return kindOf(node) === "SimpleNamedExpression"
    ? nameOf(child(node, "Name"))
    : (languageService.Binding.Binder.GetExpressionResultName(node, null) ?? undefined);
}
