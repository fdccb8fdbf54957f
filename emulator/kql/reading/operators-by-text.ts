import type { BinaryOperator, TextOperator } from "../query.ts";

function textOperator(find: TextOperator["find"], caseSensitive: boolean, negated: boolean): TextOperator {
  return { find, caseSensitive, negated };
}

function forms(find: Exclude<TextOperator["find"], "equal">): readonly (readonly [string, TextOperator])[] {
  return [
    [find, textOperator(find, false, false)],
    [`!${find}`, textOperator(find, false, true)],
    [`${find}_cs`, textOperator(find, true, false)],
    [`!${find}_cs`, textOperator(find, true, true)],
  ];
}

/** The operators with two operands, by how they are written. */
export const BINARY_OPERATORS: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ...(["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "matches regex"] as const).map(
    (text) => [text, text] as const,
  ),
  ["<>", "!="],
  ["=~", textOperator("equal", false, false)],
  ["!~", textOperator("equal", false, true)],
  ...(["has", "hasprefix", "hassuffix", "contains", "startswith", "endswith"] as const).flatMap(forms),
]);

/** The operators that look for a value among others, by how they are written. */
export const IN_OPERATORS: ReadonlyMap<string, { readonly caseSensitive: boolean; readonly negated: boolean }> =
  new Map([
    ["in", { caseSensitive: true, negated: false }],
    ["!in", { caseSensitive: true, negated: true }],
    ["in~", { caseSensitive: false, negated: false }],
    ["!in~", { caseSensitive: false, negated: true }],
  ]);
