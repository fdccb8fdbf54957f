/** What a `$filter` says, as a tree. Positions count from 0 in the filter's text. */

export type ComparisonOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

/** A constant. `date` holds milliseconds since 1970. */
export type Literal =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "date"; readonly value: number }
  | { readonly type: "guid"; readonly value: string }
  | { readonly type: "null"; readonly value: null };

/** A property, from the item (or the lambda's variable) inwards: `from/emailAddress/address` has three parts. */
export interface PropertyPath {
  readonly parts: readonly string[];
  readonly position: number;
}

export type FilterExpression =
  | { readonly kind: "and" | "or"; readonly left: FilterExpression; readonly right: FilterExpression }
  | { readonly kind: "not"; readonly operand: FilterExpression }
  | {
      readonly kind: "comparison";
      readonly operator: ComparisonOperator;
      readonly path: PropertyPath;
      readonly literal: Literal;
    }
  | { readonly kind: "in"; readonly path: PropertyPath; readonly literals: readonly Literal[] }
  | {
      readonly kind: "function";
      readonly name: "startswith" | "endswith" | "contains";
      readonly path: PropertyPath;
      readonly argument: Literal;
    }
  | {
      readonly kind: "lambda";
      readonly quantifier: "any" | "all";
      readonly path: PropertyPath;
      /** Null for `any()`, which asks whether there is any element. */
      readonly variable: string | null;
      readonly body: FilterExpression | null;
    };

/** A filter that is no filter; the message is worded as Microsoft's OData library words it. */
export class FilterSyntaxError extends Error {
  override readonly name = "FilterSyntaxError";
}
