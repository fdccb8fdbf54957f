import { FilterSyntaxError, type Literal } from "./filter-expression.ts";

/** One piece of a filter's text. A `name` is a property, an operator, a function or a lambda's variable. */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly position: number }
  | { readonly kind: "literal"; readonly literal: Literal; readonly position: number }
  | { readonly kind: "(" | ")" | "," | "/" | ":" | "end"; readonly position: number };

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2}))?(?![\w-])/i;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/i;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?![\w-])/;
const NAME = /^[@A-Za-z_][\w.]*/;

/** Cuts a filter's text into tokens; the last one is `end`. Linear in the text's length. */
export function lexFilter(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text[position] ?? "";
    if (/\s/.test(character)) {
      position += 1;
      continue;
    }
    if ("(),/:".includes(character)) {
      tokens.push({ kind: character as "(" | ")" | "," | "/" | ":", position });
      position += 1;
      continue;
    }
    const [token, length] = lexWord(text, position);
    tokens.push(token);
    position += length;
  }
  tokens.push({ kind: "end", position: text.length });
  return tokens;
}

function lexWord(text: string, position: number): readonly [Token, number] {
  if (text[position] === "'") return lexString(text, position);
  // The longest constant is a date of some forty characters; only names can be longer.
  const head = text.slice(position, position + 64);
  const guid = GUID.exec(head);
  if (guid) return [literalToken({ type: "guid", value: guid[0].toLowerCase() }, position), guid[0].length];
  const date = DATE.exec(head);
  if (date) {
    const value = Date.parse(date[0]);
    if (Number.isNaN(value)) throw unrecognised(text, position);
    return [literalToken({ type: "date", value }, position), date[0].length];
  }
  const number = NUMBER.exec(head);
  if (number) return [literalToken({ type: "number", value: Number(number[0]) }, position), number[0].length];
  const name = NAME.exec(text.slice(position, position + 256));
  if (!name) throw unrecognised(text, position);
  const word = name[0];
  if (word === "true" || word === "false") {
    return [literalToken({ type: "boolean", value: word === "true" }, position), word.length];
  }
  if (word === "null") return [literalToken({ type: "null", value: null }, position), word.length];
  return [{ kind: "name", text: word, position }, word.length];
}

/** A string ends at a single quote that is not doubled (OData 4.01, URL conventions: `''` stands for one quote). */
function lexString(text: string, start: number): readonly [Token, number] {
  let value = "";
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] !== "'") {
      value += text[position];
    } else if (text[position + 1] === "'") {
      value += "'";
      position += 1;
    } else {
      return [literalToken({ type: "string", value }, start), position + 1 - start];
    }
  }
  throw new FilterSyntaxError(`There is an unterminated string literal at position ${text.length} in '${text}'.`);
}

function literalToken(literal: Literal, position: number): Token {
  return { kind: "literal", literal, position };
}

function unrecognised(text: string, position: number): FilterSyntaxError {
  return new FilterSyntaxError(
    `Syntax error: character '${text[position]}' is not valid at position ${position} in '${text}'.`,
  );
}
