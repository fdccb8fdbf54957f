/**
 * A recogniser of STIX patterning's comparison expressions, written from OASIS's grammar (STIXPattern.g4) and from nothing of the product: one
 * observation in brackets, of comparisons joined by AND and OR. It tokenises as the grammar's lexer does, so that a text that ends too early or
 * hides a second comparison is seen as what it is.
 */

/** One comparison: which object, which of its properties, how, and with what, unescaped. */
export interface Comparison {
  readonly object: string;
  readonly path: string;
  readonly operator: string;
  readonly value: string;
}

interface Token {
  readonly kind: "string" | "identifier" | "operator" | "mark";
  readonly text: string;
}

const BLANK = /^[ \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const TOKENS = [
  ["string", /^'(?:[^'\\]|\\'|\\\\)*'/],
  ["identifier", /^(?:"(?:[^"]|"")*"|[a-zA-Z_][a-zA-Z0-9_-]*)/],
  ["operator", /^(?:==|=|!=|<>|<=|>=|<|>)/],
  ["mark", /^[[\]:.()]/],
] as const;

/** The comparisons of a pattern; throws for what is none. */
export function readComparisons(pattern: string): readonly Comparison[] {
  const tokens = tokenise(pattern);
  let at = 0;
  const take = (kind: Token["kind"], text?: string): string => {
    const token = tokens[at];
    if (token?.kind !== kind || (text !== undefined && token.text !== text))
      throw new SyntaxError(`${text ?? kind} expected at token ${at}`);
    at += 1;
    return token.text;
  };
  const isNext = (text: string): boolean => tokens[at]?.text === text;
  const comparisons: Comparison[] = [];
  take("mark", "[");
  for (;;) {
    const object = take("identifier");
    take("mark", ":");
    let path = take("identifier");
    while (isNext(".")) path += take("mark", ".") + take("identifier");
    const operator = take("operator");
    const literal = take("string");
    comparisons.push({ object, path, operator, value: literal.slice(1, -1).replace(/\\(['\\])/g, "$1") });
    if (!/^(?:and|or)$/i.test(tokens[at]?.text ?? "")) break;
    take("identifier");
  }
  take("mark", "]");
  if (at < tokens.length) throw new SyntaxError("something follows the observation");
  return comparisons;
}

function tokenise(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = pattern;
  for (;;) {
    rest = rest.replace(BLANK, "");
    if (rest === "") return tokens;
    const [kind, text] = TOKENS.map(([name, shape]) => [name, shape.exec(rest)?.[0]] as const).find(
      ([, found]) => found !== undefined,
    ) ?? [undefined, undefined];
    if (kind === undefined || text === undefined) throw new SyntaxError(`no token: ${rest.slice(0, 20)}`);
    tokens.push({ kind, text });
    rest = rest.slice(text.length);
  }
}
