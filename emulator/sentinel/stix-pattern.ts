/** Reads STIX patterns, as far as saying that one is none and which observables it names. */
import { PatternError, type PatternLiteral, type PatternToken, readPatternTokens } from "./stix-pattern-lexer.ts";

/** An equality comparison of a pattern: `ipv4-addr:value` and the address. */
interface Equality {
  readonly key: string;
  readonly value: string;
}

/** What a pattern says: its equality comparisons in order, negated ones left out. Throws `PatternError` for what is no pattern. */
export function readPattern(pattern: string): readonly Equality[] {
  return new PatternParser(pattern).read();
}

const DEEPEST = 100;
const EQUAL = ["=", "=="];
const ORDERED = ["!=", "<>", "<", "<=", ">", ">="];
const WITH_STRING = ["LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"];

class PatternParser {
  readonly #pattern: string;
  readonly #tokens: readonly PatternToken[];
  readonly #equalities: Equality[] = [];
  #next = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#tokens = readPatternTokens(pattern);
  }

  read(): readonly Equality[] {
    this.#observations(0);
    if (this.#token().type !== "end") throw this.#unexpected();
    return this.#equalities;
  }

  /** FOLLOWEDBY binds loosest, then OR, then AND; here it is enough that each stands between two expressions. */
  #observations(depth: number): void {
    do {
      this.#observation(depth);
    } while (this.#take("AND", "OR", "FOLLOWEDBY") !== null);
  }

  #observation(depth: number): void {
    if (depth > DEEPEST) throw new PatternError("nested too deep");
    if (this.#take("(") !== null) {
      this.#observations(depth + 1);
      this.#expect(")");
    } else {
      this.#expect("[");
      this.#alternatives(depth + 1);
      this.#expect("]");
    }
    while (this.#qualifier());
  }

  #qualifier(): boolean {
    const word = this.#take("WITHIN", "REPEATS", "START");
    if (word === null) return false;
    const first = this.#literal(word === "START" ? "timestamp" : "number").text;
    if (word === "START") {
      this.#expect("STOP");
      if (this.#literal("timestamp").text <= first) throw new PatternError("STOP is not after START");
    } else {
      if (!(Number(first) > 0) || (word === "REPEATS" && !/^\+?\d+$/.test(first))) {
        throw new PatternError(`${word} needs a number above 0`);
      }
      this.#expect(word === "WITHIN" ? "SECONDS" : "TIMES");
    }
    return true;
  }

  /** Comparisons joined by OR; gives the types of objects that can meet them. */
  #alternatives(depth: number): ReadonlySet<string> {
    const types = new Set<string>();
    do {
      for (const type of this.#together(depth)) types.add(type);
    } while (this.#take("OR") !== null);
    return types;
  }

  /** Comparisons joined by AND are of one object, so that some type must meet all of them. */
  #together(depth: number): ReadonlySet<string> {
    let types = this.#comparison(depth);
    while (this.#take("AND") !== null) {
      types = types.intersection(this.#comparison(depth));
      if (types.size === 0) throw new PatternError("AND joins comparisons of different types of objects");
    }
    return types;
  }

  #comparison(depth: number): ReadonlySet<string> {
    if (depth > DEEPEST) throw new PatternError("nested too deep");
    if (this.#take("(") !== null) {
      const types = this.#alternatives(depth + 1);
      this.#expect(")");
      return types;
    }
    if (this.#take("EXISTS") !== null) return new Set([this.#path().type]);
    const { type, text } = this.#path();
    const negated = this.#take("NOT") !== null;
    const operator = this.#take(...EQUAL, ...ORDERED, ...WITH_STRING, "IN");
    if (operator === null) throw this.#unexpected();
    if (operator === "IN") {
      this.#set();
    } else {
      const { text: value } = this.#literal(...(WITH_STRING.includes(operator) ? (["string"] as const) : []));
      if (EQUAL.includes(operator) && !negated) this.#equalities.push({ key: text, value });
    }
    return new Set([type]);
  }

  /** `type:property.other[0].'quoted'` */
  #path(): { readonly type: string; readonly text: string } {
    const start = this.#token().at;
    const type = this.#word();
    this.#expect(":");
    this.#step();
    for (;;) {
      if (this.#take(".") !== null) {
        this.#step();
      } else if (this.#take("[") !== null) {
        if (this.#take("*") === null && !/^\d+$/.test(this.#literal("number").text)) throw this.#unexpected();
        this.#expect("]");
      } else {
        return { type, text: this.#pattern.slice(start, this.#token().at).trim() };
      }
    }
  }

  #step(): void {
    const token = this.#token();
    if (token.type === "literal" && token.literal.kind === "string") this.#next += 1;
    else this.#word();
  }

  #set(): void {
    this.#expect("(");
    if (this.#take(")") !== null) return;
    do {
      this.#literal();
    } while (this.#take(",") !== null);
    this.#expect(")");
  }

  #literal(...kinds: readonly PatternLiteral["kind"][]): PatternLiteral {
    const token = this.#token();
    if (token.type !== "literal" || (kinds.length > 0 && !kinds.includes(token.literal.kind))) throw this.#unexpected();
    this.#next += 1;
    return token.literal;
  }

  #word(): string {
    const token = this.#token();
    if (token.type !== "word") throw this.#unexpected();
    this.#next += 1;
    return token.text;
  }

  /** Takes the next token if it is one of these. */
  #take(...texts: readonly string[]): string | null {
    const token = this.#token();
    if ((token.type !== "word" && token.type !== "sign") || !texts.includes(token.text)) return null;
    this.#next += 1;
    return token.text;
  }

  #expect(text: string): void {
    if (this.#take(text) === null) throw this.#unexpected();
  }

  #token(): PatternToken {
    // The last token is `end`, and nothing reads past it.
    return this.#tokens[this.#next] ?? { type: "end", at: this.#pattern.length };
  }

  #unexpected(): PatternError {
    const token = this.#token();
    return new PatternError(token.type === "end" ? "it ends too soon" : `unexpected at position ${token.at}`);
  }
}
