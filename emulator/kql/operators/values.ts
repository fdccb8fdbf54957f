import { coerce } from "../expressions/coerce.ts";
import { compile } from "../expressions/compile.ts";
import { NO_ROW } from "../expressions/compiled.ts";
import { notSupported } from "../refusal.ts";
import { computed, type Relation } from "../relation.ts";
import type { OperatorContext, QueryOf } from "./operator.ts";

/** `print` and `datatable`: rows of values that depend on no table. */
export function runValues({ columns, rows }: QueryOf<"values">, { now, run }: OperatorContext): Relation {
  const environment = { now, run, columns: [] };
  return {
    columns: computed(columns),
    rows: rows.map((row) => ({
      cells: row.map((expression, index) => {
        const value = compile(expression, environment);
        const { type } = columns[index] ?? value;
        if (value.constant === undefined) {
          throw notSupported("a value here that is not constant", expression.at);
        }
        return coerce(value, type).evaluate(NO_ROW);
      }),
      ingestedAt: null,
    })),
  };
}
