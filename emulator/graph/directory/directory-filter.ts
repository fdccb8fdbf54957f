import { GraphError } from "../graph-error.ts";
import { type ItemReader, passesFilter, type Value } from "../odata/filter-evaluation.ts";
import { type FilterExpression, FilterSyntaxError, type Literal } from "../odata/filter-expression.ts";
import { parseFilter } from "../odata/filter-parser.ts";
import { canonicalName, type SelectableType } from "../odata/select.ts";
import type { DirectoryObject, DirectoryType } from "./directory-object.ts";
import type { PropertyKind } from "./user-type.ts";

/** What is special about filtering one kind of object. */
export interface DirectoryFilterRules {
  readonly type: DirectoryType & SelectableType;
  /** What errors call it: `User`, `Group`. */
  readonly resource: string;
  /** Properties that can be filtered by without `ConsistencyLevel: eventual` and `$count=true`. */
  readonly plain: readonly string[];
}

/**
 * A filter on directory objects, checked as the directory checks it: what only advanced queries may do is refused without them (Graph's page
 * on advanced query capabilities).
 */
export function directoryFilter(
  text: string,
  rules: DirectoryFilterRules,
  advanced: boolean,
): (object: DirectoryObject) => boolean {
  const expression = checked(parsed(text, rules.type.name), rules, advanced);
  return (object) => passesFilter(expression, object, reader(rules.type));
}

function parsed(text: string, type: string): FilterExpression {
  try {
    return parseFilter(text, type);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw invalid(error.message);
    throw error;
  }
}

/** The same expression with properties written as the type writes them; throws what the directory says of one it does not take. */
function checked(expression: FilterExpression, rules: DirectoryFilterRules, advanced: boolean): FilterExpression {
  switch (expression.kind) {
    case "and":
    case "or":
      return {
        ...expression,
        left: checked(expression.left, rules, advanced),
        right: checked(expression.right, rules, advanced),
      };
    case "not":
      if (!advanced) throw unsupported("Filter operator 'Not' is not supported.");
      return { ...expression, operand: checked(expression.operand, rules, advanced) };
    case "lambda": {
      const { name, kind } = property(expression.path.parts, rules);
      if (kind !== "texts" && kind !== "others")
        throw invalid(`The query specified in the URI is not valid. '${name}' is not a collection.`);
      if (expression.body === null && !advanced) throw unsupportedProperty(name, rules);
      if (kind === "others" || expression.quantifier === "all")
        throw unsupported(`Complex query on property ${name} is not supported.`);
      if (expression.body !== null) checkElement(expression.body, expression.variable ?? "", name, rules, advanced);
      return { ...expression, path: { ...expression.path, parts: [name] } };
    }
    default: {
      const { name, kind } = property(expression.path.parts, rules);
      checkOperand(expression, name, kind, advanced, rules);
      if (!rules.plain.includes(name) && !advanced) throw unsupportedProperty(name, rules);
      return { ...expression, path: { ...expression.path, parts: [name] } };
    }
  }
}

type Leaf = Extract<FilterExpression, { kind: "comparison" | "in" | "function" }>;

function checkOperand(
  leaf: Leaf,
  name: string,
  kind: PropertyKind,
  advanced: boolean,
  rules: DirectoryFilterRules,
): void {
  if (kind === "texts" || kind === "others" || kind === "other") throw unsupportedProperty(name, rules);
  const literals = leaf.kind === "in" ? leaf.literals : [leaf.kind === "function" ? leaf.argument : leaf.literal];
  for (const literal of literals) checkType(literal, kind);
  if (leaf.kind === "function") {
    if (kind !== "text")
      throw invalid(`No function signature for the function with name '${leaf.name}' matches the specified arguments.`);
    if (leaf.name === "contains") throw unsupportedProperty(name, rules);
    if (leaf.name === "endswith" && !advanced) {
      throw unsupported(
        "Operator 'endsWith' is not supported because the 'ConsistencyLevel:eventual' header is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information",
      );
    }
  }
  if (leaf.kind !== "comparison" || advanced) return;
  if (leaf.operator === "ne") throw unsupported("Filter operator 'NotEqualsMatch' is not supported.");
  // gt and lt exist for times alone; ge and le for text too (Graph's page on the user resource, "Supports $filter").
  if (leaf.operator !== "eq" && kind === "flag") throw unsupportedProperty(name, rules);
}

/** Inside `any`, one comparison of the element itself. */
function checkElement(
  body: FilterExpression,
  variable: string,
  name: string,
  rules: DirectoryFilterRules,
  advanced: boolean,
): void {
  if (body.kind !== "comparison" && body.kind !== "function") {
    throw unsupported(`Complex query on property ${name} is not supported.`);
  }
  const [first, ...below] = body.path.parts;
  if (first !== variable || below.length > 0) {
    throw invalid(`Could not find a property named '${below[0] ?? first}' on type '${rules.type.name}'.`);
  }
  checkOperand(body, name, "text", advanced, rules);
}

function property(parts: readonly string[], rules: DirectoryFilterRules): { name: string; kind: PropertyKind } {
  const [first = "", ...below] = parts;
  const name = canonicalName(rules.type, first);
  const kind = name === undefined ? undefined : rules.type.properties.get(name);
  if (name === undefined || kind === undefined)
    throw invalid(`Could not find a property named '${first}' on type '${rules.type.name}'.`);
  if (below.length > 0) throw unsupportedProperty(name, rules);
  return { name, kind };
}

const EDM: { readonly [Type in Literal["type"]]: string } = {
  string: "Edm.String",
  number: "Edm.Int32",
  boolean: "Edm.Boolean",
  date: "Edm.DateTimeOffset",
  guid: "Edm.Guid",
  null: "Edm.Null",
};

function checkType(literal: Literal, kind: PropertyKind): void {
  const fitting = { text: "string", flag: "boolean", time: "date", number: "number" }[kind as "text"];
  if (literal.type === fitting || literal.type === "null") return;
  const found = EDM[(fitting ?? "string") as Literal["type"]];
  throw invalid(
    `A binary operator with incompatible types was detected. Found operand types '${found}' and '${EDM[literal.type]}' for operator kind 'Equal'.`,
  );
}

function reader(type: DirectoryType): ItemReader<DirectoryObject> {
  return {
    value: (object, [name = ""]) => toValue(object[name], type.properties.get(name)),
    elements: (object, [name = ""]) => (Array.isArray(object[name]) ? (object[name] as readonly unknown[]) : []),
    elementMatches: (element, _parts, test) => typeof element === "string" && test(element),
  };
}

function toValue(raw: unknown, kind: PropertyKind | undefined): Value {
  if (typeof raw === "string" && kind === "time") return Date.parse(raw);
  return typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean" ? raw : null;
}

function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", `Invalid filter clause: ${message}`);
}

function unsupported(message: string): GraphError {
  return new GraphError(400, "Request_UnsupportedQuery", message);
}

function unsupportedProperty(name: string, { resource }: DirectoryFilterRules): GraphError {
  return unsupported(
    `Unsupported or invalid query filter clause specified for property '${name}' of resource '${resource}'.`,
  );
}
