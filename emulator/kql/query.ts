import type { Column, ColumnType } from "../tables.ts";
import type { Value } from "./values/values.ts";

/** The operators of scalar expressions that take two operands. */
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | "and" | "or" | TextOperator | "matches regex";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a text operator looks for, whether letters' case counts, and whether it is negated. */
export interface TextOperator {
  readonly find: "equal" | "has" | "hasprefix" | "hassuffix" | "contains" | "startswith" | "endswith";
  readonly caseSensitive: boolean;
  readonly negated: boolean;
}

/** A scalar expression, read from the language service's tree. `at` is where it stands in the query. */
export type Expression =
  | (Typed & { readonly kind: "literal"; readonly value: Value })
  | (Typed & { readonly kind: "column"; readonly name: string })
  | (Typed & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Typed & { readonly kind: "negate"; readonly operand: Expression })
  | (Typed & {
      readonly kind: "in";
      readonly caseSensitive: boolean;
      readonly negated: boolean;
      readonly left: Expression;
      readonly among: readonly Expression[] | Query;
    })
  | (Typed & {
      readonly kind: "between";
      readonly negated: boolean;
      readonly operand: Expression;
      readonly from: Expression;
      readonly to: Expression;
    })
  | (Typed & {
      readonly kind: "has terms";
      readonly all: boolean;
      readonly left: Expression;
      readonly terms: readonly Expression[];
    })
  | (Typed & { readonly kind: "member"; readonly of: Expression; readonly key: Expression })
  | (Typed & { readonly kind: "scalar of"; readonly query: Query })
  | Call;

/** A call of one of Kusto's functions or aggregates. */
export interface Call extends Typed {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
}

interface Typed {
  readonly type: ColumnType;
  readonly at: number;
}

/** An expression and the column that it makes. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** One key of an order. */
export interface OrderKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** One aggregate of a `summarize`: an expression over aggregates, or an aggregate that fills several columns. */
export type Aggregation =
  | { readonly kind: "scalar"; readonly expression: Expression }
  | { readonly kind: "tuple"; readonly call: TupleCall };

/** `arg_max`, `arg_min` or `take_any` of several columns: the first argument and what is told of the row with it. */
export interface TupleCall {
  readonly name: "arg_max" | "arg_min" | "take_any";
  readonly values: readonly Expression[];
}

export type JoinKind =
  | "innerunique"
  | "inner"
  | "leftouter"
  | "rightouter"
  | "fullouter"
  | "leftanti"
  | "rightanti"
  | "leftsemi"
  | "rightsemi";

/** A step of the pattern of `parse`: text that must come next, a gap to skip, or a column to fill. */
export type ParseStep =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "skip" }
  | { readonly kind: "column"; readonly name: string; readonly type: ColumnType };

/** A column that `mv-expand` expands. */
export interface Expansion {
  readonly name: string;
  readonly expression: Expression;
  readonly type: ColumnType;
}

/** A tabular expression; `columns` are what the language service says that it gives. */
export type Query = { readonly columns: readonly Column[] } & (
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "values"; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: "let"; readonly input: Query }
  | { readonly kind: "where"; readonly input: Query; readonly condition: Expression }
  | { readonly kind: "extend"; readonly input: Query; readonly expressions: readonly NamedExpression[] }
  | { readonly kind: "project"; readonly input: Query; readonly expressions: readonly NamedExpression[] }
  | { readonly kind: "columns"; readonly input: Query; readonly names: readonly string[] }
  | { readonly kind: "distinct"; readonly input: Query; readonly expressions: readonly Expression[] }
  | {
      readonly kind: "summarize";
      readonly input: Query;
      readonly by: readonly Expression[];
      readonly aggregations: readonly Aggregation[];
    }
  | { readonly kind: "sort"; readonly input: Query; readonly keys: readonly OrderKey[] }
  | { readonly kind: "take"; readonly input: Query; readonly count: Expression }
  | { readonly kind: "count"; readonly input: Query }
  | { readonly kind: "getschema"; readonly input: Query }
  | {
      readonly kind: "join";
      readonly join: JoinKind;
      readonly left: Query;
      readonly right: Query;
      readonly on: readonly { readonly left: Expression; readonly right: Expression }[];
    }
  | {
      readonly kind: "union";
      readonly inputs: readonly { readonly name: string; readonly query: Query }[];
      readonly sourceColumn: string | undefined;
    }
  | {
      readonly kind: "expand";
      readonly input: Query;
      readonly expansions: readonly Expansion[];
      readonly indexColumn: string | undefined;
      readonly limit: Expression | undefined;
    }
  | {
      readonly kind: "parse";
      readonly input: Query;
      readonly expression: Expression;
      readonly steps: readonly ParseStep[];
      readonly onlyMatches: boolean;
    }
);
