import { GraphError } from "../graph-error.ts";
import { type ItemReader, passesFilter, type Value } from "../odata/filter-evaluation.ts";
import { type FilterExpression, FilterSyntaxError, type Literal } from "../odata/filter-expression.ts";
import { parseFilter } from "../odata/filter-parser.ts";
import { canonicalName } from "../odata/select.ts";
import { extendedPropertyKey } from "./extended-property.ts";
import type { ExtendedProperty } from "./message-content.ts";
import { type MessageSource, messageProperty } from "./message-properties.ts";
import { MESSAGE_TYPE } from "./message-type.ts";

/** A filter that was checked, and the properties it names, in order. */
export interface MessageFilter {
  readonly names: readonly string[];
  passes(message: MessageSource): boolean;
}

const SENDERS: readonly string[] = ["from", "sender"];
const UNFILTERABLE: readonly string[] = ["id", "changeKey", "webLink", "bodyPreview"];

/** Reads a `$filter` on messages, as Exchange takes it. */
export function messageFilter(text: string): MessageFilter {
  let expression: FilterExpression;
  try {
    expression = parseFilter(text, MESSAGE_TYPE.name);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw parseUri(error.message);
    throw error;
  }
  const names: string[] = [];
  const checked = check(expression, names);
  return { names: [...new Set(names)], passes: (message) => passesFilter(checked, message, READER) };
}

/** The path of a property that messages are filtered or ordered by; throws for any other. */
export function scalarPath(parts: readonly string[]): readonly string[] {
  const [first = "", ...below] = parts;
  const name = canonicalName(MESSAGE_TYPE, first);
  if (name === undefined) throw parseUri(`Could not find a property named '${first}' on type '${MESSAGE_TYPE.name}'.`);
  const path = [name, ...below];
  if (below.length === 0) {
    const kind = MESSAGE_TYPE.properties.get(name);
    if (kind === "other" || kind === "texts" || UNFILTERABLE.includes(name)) throw invalidNode();
    return path;
  }
  const [address, field = ""] = below;
  if (
    !SENDERS.includes(name) ||
    address !== "emailAddress" ||
    !["address", "name"].includes(field) ||
    below.length > 2
  ) {
    throw invalidNode();
  }
  return path;
}

function check(expression: FilterExpression, names: string[]): FilterExpression {
  switch (expression.kind) {
    case "and":
    case "or":
      return { ...expression, left: check(expression.left, names), right: check(expression.right, names) };
    case "not":
      return { ...expression, operand: check(expression.operand, names) };
    case "lambda":
      return checkLambda(expression, names);
    default: {
      const parts = scalarPath(expression.path.parts);
      names.push(parts.join("/"));
      checkOperand(expression, parts);
      return { ...expression, path: { ...expression.path, parts } };
    }
  }
}

type Lambda = Extract<FilterExpression, { kind: "lambda" }>;
type Leaf = Extract<FilterExpression, { kind: "comparison" | "in" | "function" }>;

/** `singleValueExtendedProperties/any(ep: ep/id eq '…' and ep/value eq '…')` and `categories/any(c: c eq '…')`; nothing else. */
function checkLambda(lambda: Lambda, names: string[]): FilterExpression {
  const [collection = "", ...below] = lambda.path.parts;
  const { body } = lambda;
  if (below.length > 0 || lambda.quantifier !== "any" || body === null) throw invalidNode();
  const lower = collection.toLowerCase();
  names.push(lower === "categories" ? "categories" : "singleValueExtendedProperties");
  if (lower === "categories") {
    if (body.kind !== "comparison" || body.path.parts.length !== 1 || body.literal.type !== "string")
      throw invalidNode();
    return { ...lambda, path: { ...lambda.path, parts: ["categories"] } };
  }
  if (lower !== "singlevalueextendedproperties") {
    if (canonicalName(MESSAGE_TYPE, collection) === undefined) {
      throw parseUri(`Could not find a property named '${collection}' on type '${MESSAGE_TYPE.name}'.`);
    }
    throw invalidNode();
  }
  if (body.kind !== "and") throw invalidNode();
  const sides = [body.left, body.right].map((side) => {
    if (side.kind !== "comparison" || side.literal.type !== "string" || side.path.parts.length !== 2)
      throw invalidNode();
    return { field: side.path.parts[1], text: side.literal.value, operator: side.operator };
  });
  const id = sides.find(({ field }) => field === "id");
  if (id?.operator !== "eq" || !sides.some(({ field }) => field === "value")) throw invalidNode();
  if (extendedPropertyKey(id.text) === null) {
    throw new GraphError(400, "ErrorInvalidArgument", `The property id '${id.text}' is invalid.`);
  }
  return { ...lambda, path: { ...lambda.path, parts: ["singleValueExtendedProperties"] }, body: keyed(body) };
}

/** The same comparison with property ids replaced by what they mean: GUIDs in any case, names in theirs. */
function keyed(expression: FilterExpression): FilterExpression {
  if (expression.kind === "and") return { ...expression, left: keyed(expression.left), right: keyed(expression.right) };
  if (expression.kind !== "comparison" || expression.path.parts[1] !== "id") return expression;
  const value = hexKey(String(expression.literal.value));
  return { ...expression, literal: { type: "string", value } };
}

/** Comparisons ignore case, and a property's name does not: in hexadecimal the two agree. */
function hexKey(id: string): string {
  return Buffer.from(extendedPropertyKey(id) ?? "").toString("hex");
}

function checkOperand(leaf: Leaf, parts: readonly string[]): void {
  const kind = parts.length > 1 ? "text" : MESSAGE_TYPE.properties.get(parts[0] ?? "");
  const fitting = kind === "flag" ? "boolean" : kind === "time" ? "date" : "string";
  const literals: readonly Literal[] =
    leaf.kind === "in" ? leaf.literals : [leaf.kind === "function" ? leaf.argument : leaf.literal];
  if (leaf.kind === "function" && (leaf.name === "endswith" || fitting !== "string")) throw invalidNode();
  for (const { type } of literals) {
    if (type === fitting || type === "null") continue;
    const edm = {
      boolean: "Edm.Boolean",
      date: "Edm.DateTimeOffset",
      string: "Edm.String",
      number: "Edm.Int32",
      guid: "Edm.Guid",
    };
    throw parseUri(
      `A binary operator with incompatible types was detected. Found operand types '${edm[fitting]}' and '${edm[type]}' for operator kind 'Equal'.`,
    );
  }
}

const READER: ItemReader<MessageSource> = {
  value: (message, parts) => scalarValue(message, parts),
  elements: ({ details }, [name]) =>
    (name === "categories" ? details.content?.categories : details.content?.extendedProperties) ?? [],
  elementMatches: (element, [field], test) => {
    if (field === undefined) return typeof element === "string" && test(element);
    const { id, value } = element as ExtendedProperty;
    return test(field === "id" ? hexKey(id) : value);
  },
};

/** A property's value as it is compared; times are milliseconds. */
export function scalarValue(message: MessageSource, [name = "", ...below]: readonly string[]): Value {
  let value = messageProperty(message, name);
  for (const part of below) {
    value = value !== null && typeof value === "object" ? (value as Record<string, unknown>)[part] : undefined;
  }
  if (typeof value === "string" && MESSAGE_TYPE.properties.get(name) === "time") return Date.parse(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function parseUri(message: string): GraphError {
  return new GraphError(400, "RequestBroker--ParseUri", message);
}

function invalidNode(): GraphError {
  return new GraphError(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");
}
