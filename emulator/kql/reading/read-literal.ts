import type { ColumnType } from "../../tables.ts";
import type { Expression } from "../query.ts";
import { notSupported, semanticError } from "../refusal.ts";
import { parseDatetime } from "../values/datetime.ts";
import { parseDecimal } from "../values/decimal.ts";
import { parseGuid } from "../values/guid.ts";
import { parseTimespan } from "../values/timespan.ts";
import { type Json, normaliseLong, type Value } from "../values/values.ts";
import type { ServiceNode } from "./language-service.ts";
import { child, elementsOf, findChild, kindOf, listOf, textOf } from "./node.ts";

const INTEGER = /^([+-]?)(\d+|0x[0-9a-f]{1,16})$/i;
const REALS: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
]);

/** What each kind of literal is; the value of a text that is none of the type is undefined. */
const LITERALS: Readonly<Record<string, { readonly type: ColumnType; readonly read: (text: string) => unknown }>> = {
  BooleanLiteralExpression: { type: "bool", read: readBool },
  IntLiteralExpression: { type: "int", read: readInteger },
  LongLiteralExpression: { type: "long", read: readInteger },
  RealLiteralExpression: { type: "real", read: readReal },
  DecimalLiteralExpression: { type: "decimal", read: parseDecimal },
  DateTimeLiteralExpression: { type: "datetime", read: parseDatetime },
  TimespanLiteralExpression: { type: "timespan", read: parseTimespan },
  GuidLiteralExpression: { type: "guid", read: parseGuid },
};

/** The kinds of literals that `readLiteral` reads. */
export const LITERAL_KINDS: readonly string[] = [
  ...Object.keys(LITERALS),
  "StringLiteralExpression",
  "CompoundStringLiteralExpression",
  "DynamicExpression",
];

/**
 * Reads a literal from its own text: the language service checks only where a literal ends, not what is in it, and has
 * no value for some forms that are right (`0x1F`, `time(1.02:03:04)`).
 */
export function readLiteral(node: ServiceNode): Expression {
  const kind = kindOf(node);
  if (kind === "DynamicExpression") {
    const value = readJson(child(node, "Expression"));
    return { kind: "literal", type: "dynamic", value, at: node.TextStart };
  }
  const literal = LITERALS[kind];
  if (literal === undefined) {
    return { kind: "literal", type: "string", value: readString(node), at: node.TextStart };
  }
  const text = contentOf(textOf(node));
  const value = text === "null" ? null : (literal.read(text) as Value | undefined);
  if (value === undefined || (value === null && text !== "null")) {
    throw semanticError(`'${textOf(node)}' is not a valid ${literal.type} literal.`, node.TextStart);
  }
  return { kind: "literal", type: literal.type, value, at: node.TextStart };
}

function readJson(node: ServiceNode): Json {
  switch (kindOf(node)) {
    case "NullLiteralExpression":
      return null;
    case "JsonArrayExpression":
      return listOf(node, "Values").map(readJson);
    case "JsonObjectExpression":
      return Object.fromEntries(
        listOf(node, "Pairs").map((pair) => [keyOf(child(pair, "Name")), readJson(child(pair, "Value"))]),
      );
    case "UnaryMinusExpression":
      return negate(readJson(child(node, "Expression")), node);
    default:
      return readJsonScalar(node);
  }
}

function readJsonScalar(node: ServiceNode): Json {
  const { type, value } = readLiteral(node) as Extract<Expression, { kind: "literal" }>;
  if (type === "string" || type === "bool" || type === "real" || typeof value === "number") {
    return value as Json;
  }
  throw notSupported(`a ${type} inside a dynamic literal`, node.TextStart);
}

function negate(value: Json, node: ServiceNode): Json {
  if (typeof value !== "number") {
    throw semanticError(`'${textOf(node)}' is not a valid dynamic literal.`, node.TextStart);
  }
  return -value;
}

function readString(node: ServiceNode): string {
  if (typeof node.LiteralValue === "string") {
    return node.LiteralValue;
  }
  const token = findChild(node, "Token") ?? elementsOf(node)[0];
  throw notSupported(`the literal '${textOf(token ?? node)}'`, node.TextStart);
}

/** A bag's key, which the tree has as a bare token. */
function keyOf(token: ServiceNode): string {
  if (token.ValueText === undefined) {
    throw notSupported(`the key '${textOf(token)}'`, token.TextStart);
  }
  return token.ValueText;
}

/** The text between the brackets of `long(5)`, without quotes; of a bare literal, all of it. */
function contentOf(text: string): string {
  const inner = (/^[a-z]+\s*\((.*)\)$/is.exec(text)?.[1] ?? text).trim();
  return /^(["']).*\1$/s.test(inner) ? inner.slice(1, -1) : inner;
}

function readBool(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" || lower === "1" ? true : lower === "false" || lower === "0" ? false : undefined;
}

function readInteger(text: string): Value | undefined {
  const found = INTEGER.exec(text);
  if (found === null) {
    return undefined;
  }
  const size = BigInt(found[2] ?? "");
  return normaliseLong(found[1] === "-" ? -size : size);
}

function readReal(text: string): number | undefined {
  const special = REALS.get(text.toLowerCase());
  if (special !== undefined) {
    return special;
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
