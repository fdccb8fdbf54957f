import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, findChild, isTabular, kindOf, listOf, nameOf } from "./node.ts";
import { readExpression } from "./read-expression.ts";
import { readStatement } from "./read-statement.ts";
import { readTable } from "./read-table.ts";
import { type Binding, createScope, type Scope } from "./scope.ts";

/**
 * Puts the body of a function that the query defines in the place of its call: the body, and a scope in which the
 * parameters stand for the call's arguments. Kusto's functions cannot call themselves, so this ends.
 */
export function callFunction(call: ServiceNode, scope: Scope): { readonly body: ServiceNode; readonly scope: Scope } {
  const name = nameOf(kindOf(call) === "FunctionCallExpression" ? child(call, "Name") : call);
  const binding = scope.find(name);
  const body = call.GetCalledFunctionBody();
  if (binding?.kind !== "function" || body === null || body === undefined) {
    throw notSupported(`the function '${name}'`, call.TextStart);
  }
  const inner = createScope(binding.scope);
  const given = kindOf(call) === "FunctionCallExpression" ? listOf(child(call, "ArgumentList"), "Expressions") : [];
  for (const [index, parameter] of listOf(child(binding.declaration, "Parameters"), "Parameters").entries()) {
    const parameterName = nameOf(child(child(parameter, "NameAndType"), "Name"));
    const argument = findArgument(given, index, parameterName) ?? defaultOf(parameter);
    if (argument === undefined) {
      throw notSupported(`a call of '${name}' without '${parameterName}'`, call.TextStart);
    }
    inner.bind(parameterName, bindArgument(parameterName, argument, scope));
  }
  for (const statement of listOf(body, "Statements")) {
    readStatement(statement, inner);
  }
  return { body: child(body, "Expression"), scope: inner };
}

function findArgument(given: readonly ServiceNode[], index: number, name: string): ServiceNode | undefined {
  const named = given.find((one) => kindOf(one) === "SimpleNamedExpression" && nameOf(child(one, "Name")) === name);
  if (named !== undefined) {
    return child(named, "Expression");
  }
  const positional = given[index];
  return positional !== undefined && kindOf(positional) !== "SimpleNamedExpression" ? positional : undefined;
}

function defaultOf(parameter: ServiceNode): ServiceNode | undefined {
  const declared = findChild(parameter, "DefaultValue");
  return declared === undefined ? undefined : child(declared, "Value");
}

function bindArgument(name: string, argument: ServiceNode, scope: Scope): Binding {
  return isTabular(argument)
    ? { kind: "table", name, query: readTable(argument, scope) }
    : { kind: "scalar", expression: readExpression(argument, scope) };
}
