import type { ParseStep, Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, columnsOf, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readParameters } from "./read-parameters.ts";
import type { Scope } from "./scope.ts";

/** Reads `parse` and `parse-where` with the pattern's default kind, `simple`. */
export function readParse(node: ServiceNode, input: Query, scope: Scope, onlyMatches: boolean): Query {
  const kind = readParameters(node, ["kind"]).get("kind") ?? "simple";
  if (kind !== "simple") {
    throw notSupported(`'parse kind=${kind}'`, node.TextStart);
  }
  const columns = columnsOf(node);
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const steps = listOf(node, "Patterns").map((pattern): ParseStep => {
    switch (kindOf(pattern)) {
      case "StringLiteralExpression":
        return { kind: "text", text: String(pattern.LiteralValue) };
      case "StarExpression":
        return { kind: "skip" };
      case "NameDeclaration":
      case "NameAndTypeDeclaration": {
        const name = nameOf(kindOf(pattern) === "NameDeclaration" ? pattern : child(pattern, "Name"));
        return { kind: "column", name, type: types.get(name) ?? "string" };
      }
      default:
        throw notSupported(`'${textOf(pattern)}' in the pattern of 'parse'`, pattern.TextStart);
    }
  });
  const expression = readExpression(child(node, "Expression"), scope);
  return { kind: "parse", columns, input, expression, steps, onlyMatches };
}
