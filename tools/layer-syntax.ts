/**
 * What no import graph shows: an import whose target is computed, and the globals by which a pure folder could reach the
 * network, the process or the clock without importing anything.
 */
import ts from "typescript";

/** A place in a file and what is wrong there. */
export interface Finding {
  readonly line: number;
  readonly message: string;
}

const IMPURE_GLOBALS = new Set([
  ...[
    "fetch",
    "WebSocket",
    "EventSource",
    "process",
    "performance",
    "globalThis",
    "global",
    "require",
    "eval",
    "Function",
  ],
  ...["setTimeout", "setInterval", "setImmediate", "console"],
]);

/** Reads one source file; `isPure` applies the pure folders' rules too. */
export function findUnseen(fileName: string, text: string, isPure: boolean): readonly Finding[] {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const message = unseenImport(node) ?? (isPure ? impurity(node) : undefined);
    if (message !== undefined)
      findings.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, message });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

function unseenImport(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  const target = node.arguments[0];
  if (target !== undefined && ts.isStringLiteral(target)) return undefined;
  return "imports a module whose name is computed, which no check can follow";
}

function impurity(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isNamed(node.expression, "Date") && !node.arguments?.length) return "reads the clock";
  if (ts.isCallExpression(node) && isNamed(node.expression, "Date")) return "reads the clock";
  if (ts.isPropertyAccessExpression(node) && isNamed(node.expression, "Date") && node.name.text === "now")
    return "reads the clock";
  if (!ts.isIdentifier(node) || !IMPURE_GLOBALS.has(node.text) || isOnlyAName(node)) return undefined;
  return `uses the global \`${node.text}\``;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** Whether an identifier names a property, a declaration or a type here, and so is no use of a global. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) return parent.getChildAt(0) !== node;
  return ts.isTypeNode(parent) || ("name" in parent && parent.name === node) || ts.isLiteralTypeNode(parent);
}
