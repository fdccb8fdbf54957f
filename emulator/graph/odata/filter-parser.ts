import {
  type ComparisonOperator,
  type FilterExpression,
  FilterSyntaxError,
  type Literal,
  type PropertyPath,
} from "./filter-expression.ts";
import { lexFilter, type Token } from "./filter-lexer.ts";

const OPERATORS: readonly string[] = ["eq", "ne", "gt", "ge", "lt", "le"];
const FUNCTIONS: readonly string[] = ["startswith", "endswith", "contains"];
/** Deeper nesting is refused, as Microsoft's OData library does, before it costs a stack. */
const MOST_DEPTH = 50;

/** Reads a `$filter` on items of a type, e.g. `microsoft.graph.user`. Throws FilterSyntaxError for what is no filter. */
export function parseFilter(text: string, type: string): FilterExpression {
  const parser = new FilterParser(text, type);
  const expression = parser.or(0);
  parser.expect("end");
  return expression;
}

class FilterParser {
  readonly #text: string;
  readonly #type: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, type: string) {
    this.#text = text;
    this.#type = type;
    this.#tokens = lexFilter(text);
  }

  or(depth: number): FilterExpression {
    let left = this.#and(depth);
    while (this.#word("or")) left = { kind: "or", left, right: this.#and(depth) };
    return left;
  }

  expect(kind: Token["kind"]): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw this.#error(token);
    this.#next += 1;
    return token;
  }

  #and(depth: number): FilterExpression {
    let left = this.#unary(depth);
    while (this.#word("and")) left = { kind: "and", left, right: this.#unary(depth) };
    return left;
  }

  #unary(depth: number): FilterExpression {
    if (depth > MOST_DEPTH) throw new FilterSyntaxError("Recursion limit of the filter reached.");
    if (this.#word("not")) return { kind: "not", operand: this.#unary(depth + 1) };
    if (this.#peek().kind === "(") {
      this.#next += 1;
      const inner = this.or(depth + 1);
      this.expect(")");
      return inner;
    }
    return this.#predicate(depth);
  }

  #predicate(depth: number): FilterExpression {
    const token = this.#peek();
    if (token.kind === "name" && this.#tokens[this.#next + 1]?.kind === "(") return this.#function(token);
    const path = this.#path();
    if (this.#peek().kind === "(") return this.#lambda(path, depth);
    if (this.#word("in")) return { kind: "in", path, literals: this.#list() };
    const operator = this.#peek();
    if (operator.kind !== "name" || !OPERATORS.includes(operator.text)) throw this.#error(operator);
    this.#next += 1;
    return { kind: "comparison", operator: operator.text as ComparisonOperator, path, literal: this.#literal() };
  }

  #function(token: Token & { kind: "name" }): FilterExpression {
    const name = token.text.toLowerCase();
    if (!FUNCTIONS.includes(name)) {
      throw new FilterSyntaxError(
        `An unknown function with name '${token.text}' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.`,
      );
    }
    this.#next += 2;
    const path = this.#path();
    this.expect(",");
    const argument = this.#literal();
    this.expect(")");
    // `startswith(x,'y') eq true` is the same thing said longer.
    if (this.#word("eq")) {
      const literal = this.#literal();
      if (literal.type !== "boolean" || !literal.value) throw this.#error(this.#peek());
    }
    return { kind: "function", name: name as "startswith" | "endswith" | "contains", path, argument };
  }

  #lambda(path: PropertyPath, depth: number): FilterExpression {
    const quantifier = path.parts.at(-1)?.toLowerCase();
    if (path.parts.length < 2 || (quantifier !== "any" && quantifier !== "all")) throw this.#error(this.#peek());
    const collection = { parts: path.parts.slice(0, -1), position: path.position };
    this.expect("(");
    if (quantifier === "any" && this.#peek().kind === ")") {
      this.#next += 1;
      return { kind: "lambda", quantifier, path: collection, variable: null, body: null };
    }
    const variable = this.expect("name") as Token & { kind: "name" };
    this.expect(":");
    const body = this.or(depth + 1);
    this.expect(")");
    return { kind: "lambda", quantifier, path: collection, variable: variable.text, body };
  }

  #path(): PropertyPath {
    const first = this.expect("name") as Token & { kind: "name" };
    const parts = [first.text];
    while (this.#peek().kind === "/") {
      this.#next += 1;
      parts.push((this.expect("name") as Token & { kind: "name" }).text);
    }
    return { parts, position: first.position };
  }

  #list(): readonly Literal[] {
    this.expect("(");
    const literals = [this.#literal()];
    while (this.#peek().kind === ",") {
      this.#next += 1;
      literals.push(this.#literal());
    }
    this.expect(")");
    return literals;
  }

  #literal(): Literal {
    const token = this.#peek();
    if (token.kind === "literal") {
      this.#next += 1;
      return token.literal;
    }
    // A bare word where a constant must be is taken for a property, and there is none of that name.
    if (token.kind === "name") {
      throw new FilterSyntaxError(`Could not find a property named '${token.text}' on type '${this.#type}'.`);
    }
    throw this.#error(token);
  }

  #word(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "name" || token.text !== word) return false;
    this.#next += 1;
    return true;
  }

  #peek(): Token {
    // The last token is `end`, and nothing reads past it.
    return this.#tokens[this.#next] ?? { kind: "end", position: this.#text.length };
  }

  #error(token: Token): FilterSyntaxError {
    return new FilterSyntaxError(`Syntax error at position ${token.position} in '${this.#text}'.`);
  }
}
