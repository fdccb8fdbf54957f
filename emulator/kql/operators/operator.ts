import type { Environment } from "../expressions/compiled.ts";
import type { Query } from "../query.ts";
import type { Relation } from "../relation.ts";

/** What runs a query's operators: `run` gives an operator its input. */
export interface OperatorContext {
  readonly now: number;
  readonly run: (query: Query) => Relation;
}

/** A query of one kind. */
export type QueryOf<Kind extends Query["kind"]> = Extract<Query, { readonly kind: Kind }>;

/** What an operator's expressions are compiled against: its input's columns. */
export function environmentOf({ now, run }: OperatorContext, { columns }: Relation): Environment {
  return { now, run, columns };
}
