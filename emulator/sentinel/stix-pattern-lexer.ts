/** The words of a STIX pattern. Source: STIX 2.1, "9 STIX patterning", and the grammar that OASIS publishes with it. */

/** A constant in a pattern; `text` is its value without quotes and escapes. */
export interface PatternLiteral {
  readonly kind: "string" | "number" | "boolean" | "hex" | "binary" | "timestamp";
  readonly text: string;
}

export type PatternToken = { readonly at: number } & (
  | { readonly type: "word" | "sign"; readonly text: string }
  | { readonly type: "literal"; readonly literal: PatternLiteral }
  | { readonly type: "end" }
);

/** A pattern that is none; the message says where. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[012])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z$/;

/** Each kind of token, the longest first where one begins like another. */
const FORMS: readonly (readonly [name: string, form: RegExp])[] = [
  ["blank", /\s+|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/y],
  ["timestamp", /t'([^']*)'/y],
  ["hex", /h'((?:[0-9A-Fa-f]{2})*)'/y],
  ["binary", /b'((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)'/y],
  ["string", /'((?:[^'\\]|\\['\\])*)'/y],
  ["number", /[+-]?(?:\d*\.\d+|0|[1-9]\d*)/y],
  ["word", /[A-Za-z_][A-Za-z0-9_-]*/y],
  ["sign", /==|!=|<>|<=|>=|[=<>[\](),:.*]/y],
];

/** The tokens of a pattern; the last one is `end`. Throws `PatternError`. */
export function readPatternTokens(pattern: string): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  let at = 0;
  while (at < pattern.length) {
    const [name, text, inside] = nextForm(pattern, at);
    if (name !== "blank") {
      tokens.push(toToken(name, text, inside, at));
    }
    at += text.length;
  }
  return [...tokens, { type: "end", at }];
}

function nextForm(pattern: string, at: number): readonly [name: string, text: string, inside: string] {
  for (const [name, form] of FORMS) {
    form.lastIndex = at;
    const found = form.exec(pattern);
    if (found !== null) {
      return [name, found[0], found[1] ?? ""];
    }
  }
  throw new PatternError(`no word of a pattern begins at position ${at}`);
}

function toToken(name: string, text: string, inside: string, at: number): PatternToken {
  switch (name) {
    case "word":
      return text === "true" || text === "false"
        ? { type: "literal", literal: { kind: "boolean", text }, at }
        : { type: "word", text, at };
    case "sign":
      return { type: "sign", text, at };
    case "string":
      return { type: "literal", literal: { kind: "string", text: inside.replace(/\\(['\\])/g, "$1") }, at };
    case "number":
      return { type: "literal", literal: { kind: "number", text }, at };
    case "timestamp":
      if (!TIMESTAMP.test(inside)) {
        throw new PatternError(`no timestamp at position ${at}`);
      }
      return { type: "literal", literal: { kind: "timestamp", text: inside }, at };
    default:
      return { type: "literal", literal: { kind: name === "hex" ? "hex" : "binary", text: inside }, at };
  }
}
