import type { TextOperator } from "../query.ts";
import { coerce } from "./coerce.ts";
import { type Compiled, combine } from "./compiled.ts";
import { hasTerm, type TermEdges } from "./terms.ts";

/** Tests one text; made from what is looked for. */
type Test = (text: string) => boolean;

const TESTS: Readonly<Record<TextOperator["find"], (sought: string) => Test>> = {
  equal: (sought) => (text) => text === sought,
  contains: (sought) => (text) => text.includes(sought),
  startswith: (sought) => (text) => text.startsWith(sought),
  endswith: (sought) => (text) => text.endsWith(sought),
  has: termTest("both"),
  hasprefix: termTest("start"),
  hassuffix: termTest("end"),
};

/**
 * Compiles `has`, `contains`, `startswith` and their kind. Without regard to case, both sides are taken in lower case.
 */
export function compileTextOperator(operator: TextOperator, left: Compiled, right: Compiled): Compiled {
  const [text, sought] = [coerce(left, "string"), coerce(right, "string")];
  const test = textTest(operator, sought);
  return combine("bool", [text, sought], (row) => test(text.evaluate(row) as string, sought.evaluate(row) as string));
}

/** A test of a text against what is sought, made once where that is constant. */
export function textTest(
  { find, caseSensitive, negated }: TextOperator,
  sought: Compiled,
): (text: string, sought: string) => boolean {
  const fold = caseSensitive ? (text: string) => text : (text: string) => text.toLowerCase();
  const prepare = TESTS[find];
  if (sought.constant === undefined) {
    return (text, other) => prepare(fold(other))(fold(text)) !== negated;
  }
  const test = prepare(fold(sought.constant.value as string));
  return (text) => test(fold(text)) !== negated;
}

function termTest(edges: TermEdges): (sought: string) => Test {
  return (sought) => (text) => hasTerm(text, sought, edges);
}
