/** `$filter` on indicators: comparisons, `in` and functions of single properties, joined by `and`, `or`, `not`. */

import type { PropertyKind } from "../directory/user-type.ts";
import { GraphError } from "../graph-error.ts";
import { type ItemReader, passesFilter, type Value } from "../odata/filter-evaluation.ts";
import { type FilterExpression, FilterSyntaxError, type Literal } from "../odata/filter-expression.ts";
import { parseFilter } from "../odata/filter-parser.ts";
import { canonicalName } from "../odata/select.ts";
import { TI_INDICATOR_TYPE } from "./ti-indicator-type.ts";

type Item = Readonly<Record<string, unknown>>;

/** Reads a filter. Throws `GraphError` for one that is wrong, or that names what indicators are not filtered by. */
export function indicatorFilter(text: string): (item: Item) => boolean {
  let expression: FilterExpression;
  try {
    expression = checked(parseFilter(text, TI_INDICATOR_TYPE.name));
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw invalid(error.message);
    throw error;
  }
  return (item) => passesFilter(expression, item, READER);
}

/** The same expression with properties as the type writes them. */
function checked(expression: FilterExpression): FilterExpression {
  switch (expression.kind) {
    case "and":
    case "or":
      return { ...expression, left: checked(expression.left), right: checked(expression.right) };
    case "not":
      return { ...expression, operand: checked(expression.operand) };
    case "lambda":
      throw invalid(`The filter on '${expression.path.parts.join("/")}' is not supported.`);
    default: {
      const [first = "", ...below] = expression.path.parts;
      const name = canonicalName(TI_INDICATOR_TYPE, first);
      const kind = name === undefined ? undefined : TI_INDICATOR_TYPE.properties.get(name);
      if (name === undefined || kind === undefined || below.length > 0) {
        throw invalid(`Could not find a property named '${below[0] ?? first}' on type '${TI_INDICATOR_TYPE.name}'.`);
      }
      checkLiterals(expression, kind);
      return { ...expression, path: { ...expression.path, parts: [name] } };
    }
  }
}

const FITTING: { readonly [Kind in PropertyKind]?: Literal["type"] } = {
  text: "string",
  flag: "boolean",
  time: "date",
  number: "number",
};
const EDM: { readonly [Type in Literal["type"]]: string } = {
  string: "Edm.String",
  number: "Edm.Int32",
  boolean: "Edm.Boolean",
  date: "Edm.DateTimeOffset",
  guid: "Edm.Guid",
  null: "Edm.Null",
};

function checkLiterals(
  leaf: Extract<FilterExpression, { kind: "comparison" | "in" | "function" }>,
  kind: PropertyKind,
): void {
  const fitting = FITTING[kind];
  if (fitting === undefined) {
    throw invalid(`The filter on '${leaf.path.parts.join("/")}' is not supported.`);
  }
  const literals = leaf.kind === "in" ? leaf.literals : [leaf.kind === "function" ? leaf.argument : leaf.literal];
  for (const { type } of literals) {
    if (type !== fitting && type !== "null") {
      throw invalid(
        `A binary operator with incompatible types was detected. Found operand types '${EDM[fitting]}' and '${EDM[type]}' for operator kind 'Equal'.`,
      );
    }
  }
}

const READER: ItemReader<Item> = {
  value: (item, [name = ""]) => toValue(item[name], TI_INDICATOR_TYPE.properties.get(name) === "time"),
  elements: () => [],
  elementMatches: () => false,
};

function toValue(raw: unknown, isTime: boolean): Value {
  if (typeof raw === "string" && isTime) return Date.parse(raw);
  return typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean" ? raw : null;
}

function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", `Invalid filter clause: ${message}`);
}
