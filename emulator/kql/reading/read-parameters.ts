import { notSupported } from "../refusal.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, listOf, nameOf, textOf } from "./node.ts";

/**
 * The parameters of an operator (`kind=inner`), by name. Those that only say how the service is to run it (`hint.…`)
 * change no row and are passed over; others than the known ones are refused.
 */
export function readParameters(node: ServiceNode, known: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const parameter of listOf(node, "Parameters")) {
    const name = nameOf(child(parameter, "Name"));
    if (name.startsWith("hint.")) {
      continue;
    }
    if (!known.includes(name)) {
      throw notSupported(`the parameter '${name}' of '${textOf(node.GetChild(0) ?? node)}'`, parameter.TextStart);
    }
    const value = child(parameter, "Expression");
    found.set(name, value.SimpleName ?? (typeof value.LiteralValue === "string" ? value.LiteralValue : textOf(value)));
  }
  return found;
}
