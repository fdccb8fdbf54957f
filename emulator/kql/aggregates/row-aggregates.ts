import { orderOf } from "../expressions/comparison.ts";
import type { Compiled } from "../expressions/compiled.ts";
import type { TupleCall } from "../query.ts";
import type { Row } from "../relation.ts";
import { nullOf, type Value } from "../values/values.ts";

/** Picks one row of a group and tells values of it. */
export interface RowAccumulator {
  add(row: Row): void;
  results(): readonly Value[];
}

/**
 * Starts a group of `arg_max`, `arg_min` or `take_any`: the first row with the greatest or least first value, or the
 * first row.
 */
export function startRowAggregate(name: TupleCall["name"], values: readonly Compiled[]): RowAccumulator {
  const [ranked] = values;
  const direction = name === "arg_min" ? -1 : 1;
  const order = orderOf(ranked?.type ?? "dynamic");
  let chosen: Row | undefined;
  let best: Value = null;
  return {
    add: (row) => {
      if (name === "take_any") {
        chosen ??= row;
        return;
      }
      const value = ranked?.evaluate(row) ?? null;
      if (value !== null && (best === null || order(value, best) * direction > 0)) {
        chosen = row;
        best = value;
      }
    },
    results: () => values.map(({ type, evaluate }) => (chosen === undefined ? nullOf(type) : evaluate(chosen))),
  };
}
