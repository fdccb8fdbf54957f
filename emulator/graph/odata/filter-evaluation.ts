import type { FilterExpression, Literal } from "./filter-expression.ts";

/** What a property of an item can be. Times are milliseconds since 1970, so that they compare. */
export type Value = string | number | boolean | null;

type ElementMatches = (element: unknown, parts: readonly string[], test: ValueTest) => boolean;

type ValueTest = (value: Value) => boolean;

/** How items are read while a filter is evaluated. */
export interface ItemReader<Item> {
  /** A single property; `undefined` if the item has no such property. */
  value(item: Item, parts: readonly string[]): Value | undefined;
  /** The elements of a collection property. */
  elements(item: Item, parts: readonly string[]): readonly unknown[];
  /** Whether what stands at this path below an element of a collection (no parts: the element itself) passes the test. */
  readonly elementMatches: ElementMatches;
}

/** Whether an item passes a filter that was checked before. Text compares without regard to case, as both services do. */
export function passesFilter<Item>(expression: FilterExpression, item: Item, reader: ItemReader<Item>): boolean {
  switch (expression.kind) {
    case "and":
      return passesFilter(expression.left, item, reader) && passesFilter(expression.right, item, reader);
    case "or":
      return passesFilter(expression.left, item, reader) || passesFilter(expression.right, item, reader);
    case "not":
      return !passesFilter(expression.operand, item, reader);
    case "lambda": {
      const elements = reader.elements(item, expression.path.parts);
      const { body, variable } = expression;
      if (body === null || variable === null) return elements.length > 0;
      const passes = (element: unknown): boolean => passesElement(body, element, reader.elementMatches);
      return expression.quantifier === "any" ? elements.some(passes) : elements.every(passes);
    }
    default:
      return leafTest(expression)(reader.value(item, expression.path.parts) ?? null);
  }
}

function passesElement(expression: FilterExpression, element: unknown, matches: ElementMatches): boolean {
  switch (expression.kind) {
    case "and":
      return passesElement(expression.left, element, matches) && passesElement(expression.right, element, matches);
    case "or":
      return passesElement(expression.left, element, matches) || passesElement(expression.right, element, matches);
    case "not":
      return !passesElement(expression.operand, element, matches);
    case "lambda":
      return false;
    default:
      // A path below a lambda begins with its variable.
      return matches(element, expression.path.parts.slice(1), leafTest(expression));
  }
}

type Leaf = Extract<FilterExpression, { kind: "comparison" | "in" | "function" }>;

function leafTest(leaf: Leaf): ValueTest {
  switch (leaf.kind) {
    case "in":
      return (value) => leaf.literals.some((literal) => compare(value, literal) === 0);
    case "function": {
      const argument = String(leaf.argument.value).toLowerCase();
      return (value) => {
        if (typeof value !== "string") return false;
        const text = value.toLowerCase();
        if (leaf.name === "startswith") return text.startsWith(argument);
        return leaf.name === "endswith" ? text.endsWith(argument) : text.includes(argument);
      };
    }
    case "comparison":
      return (value) => {
        const order = compare(value, leaf.literal);
        switch (leaf.operator) {
          case "eq":
            return order === 0;
          case "ne":
            return order !== 0;
          case "gt":
            return order !== null && order > 0;
          case "ge":
            return order !== null && order >= 0;
          case "lt":
            return order !== null && order < 0;
          case "le":
            return order !== null && order <= 0;
        }
      };
  }
}

/** Below zero, zero or above; null if the two cannot be ordered (OData: comparisons with null are false, but for eq and ne). */
function compare(value: Value, literal: Literal): number | null {
  if (value === null || literal.value === null) return value === literal.value ? 0 : null;
  if (typeof value === "string" && typeof literal.value === "string") {
    const [left, right] = [value.toLowerCase(), literal.value.toLowerCase()];
    return left === right ? 0 : left < right ? -1 : 1;
  }
  if (typeof value === "boolean" && typeof literal.value === "boolean") return Number(value) - Number(literal.value);
  if (typeof value === "number" && typeof literal.value === "number") return value - literal.value;
  return null;
}
