import type { Cell, Column } from "../tables.ts";

/** What a query gives: one table in the API's own cell forms. */
export interface QueryResult {
  readonly kind: "rows";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A query that is refused, as the real service words it: `BadArgumentError` outside, the finer code inside. */
export interface QueryRefusal {
  readonly kind: "refused";
  /** `SyntaxError`, `SemanticError`, or `NotSupported` for what the real service runs and this one does not. */
  readonly code: "SyntaxError" | "SemanticError" | "NotSupported";
  /** Names the operator, function or column. */
  readonly message: string;
  /** Where in the query, from 1; absent if nowhere in particular. */
  readonly line?: number;
  readonly pos?: number;
}

export type QueryOutcome = QueryResult | QueryRefusal;
