import type { Expression, JoinKind, Query } from "../query.ts";
import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, columnsOf, kindOf, listOf, nameOf, textOf } from "./node.ts";
import { readParameters } from "./read-parameters.ts";
import { readTable } from "./read-table.ts";
import type { Scope } from "./scope.ts";

/** The kinds of join, with the several names that some have. Without a kind, a join is `innerunique`. */
export const JOIN_KINDS: ReadonlyMap<string, JoinKind> = new Map<string, JoinKind>([
  ["innerunique", "innerunique"],
  ["inner", "inner"],
  ["leftouter", "leftouter"],
  ["rightouter", "rightouter"],
  ["fullouter", "fullouter"],
  ["anti", "leftanti"],
  ["leftanti", "leftanti"],
  ["leftantisemi", "leftanti"],
  ["rightanti", "rightanti"],
  ["rightantisemi", "rightanti"],
  ["leftsemi", "leftsemi"],
  ["rightsemi", "rightsemi"],
]);

interface Key {
  readonly left: Expression;
  readonly right: Expression;
}

/** Reads `join`: a column of both sides, or `$left.a == $right.b`, one or several. */
export function readJoin(node: ServiceNode, left: Query, scope: Scope): Query {
  const given = readParameters(node, ["kind"]).get("kind") ?? "innerunique";
  const join = JOIN_KINDS.get(given);
  if (join === undefined) {
    throw notSupported(`'join kind=${given}'`, node.TextStart);
  }
  const right = readTable(child(node, "Expression"), scope);
  const clause = child(node, "ConditionClause");
  if (kindOf(clause) !== "JoinOnClause") {
    throw notSupported("a join without 'on'", clause.TextStart);
  }
  const on = listOf(clause, "Expressions").flatMap((condition) => readKeys(condition, left, right));
  return { kind: "join", columns: columnsOf(node), join, left, right, on };
}

function readKeys(condition: ServiceNode, left: Query, right: Query): readonly Key[] {
  switch (kindOf(condition)) {
    case "ParenthesizedExpression":
      return readKeys(child(condition, "Expression"), left, right);
    case "AndExpression":
      return ["Left", "Right"].flatMap((side) => readKeys(child(condition, side), left, right));
    case "NameReference": {
      const name = nameOf(condition);
      return [{ left: columnOf(left, name, condition), right: columnOf(right, name, condition) }];
    }
    case "EqualExpression":
      return [readEquality(condition, left, right)];
    default:
      throw notSupported(`the join condition '${textOf(condition)}'`, condition.TextStart);
  }
}

function readEquality(condition: ServiceNode, left: Query, right: Query): Key {
  const sides = new Map<string, Expression>();
  for (const operand of [child(condition, "Left"), child(condition, "Right")]) {
    const side = kindOf(operand) === "PathExpression" ? nameOf(child(operand, "Expression")) : "";
    if (side === "$left" || side === "$right") {
      sides.set(side, columnOf(side === "$left" ? left : right, nameOf(child(operand, "Selector")), operand));
    }
  }
  const [leftKey, rightKey] = [sides.get("$left"), sides.get("$right")];
  if (leftKey === undefined || rightKey === undefined) {
    throw notSupported(`the join condition '${textOf(condition)}'`, condition.TextStart);
  }
  return { left: leftKey, right: rightKey };
}

function columnOf(query: Query, name: string, node: ServiceNode): Expression {
  const column = query.columns.find((one) => one.name === name);
  if (column === undefined) {
    throw notSupported(`the join condition '${textOf(node)}'`, node.TextStart);
  }
  return { kind: "column", ...column, at: node.TextStart };
}
