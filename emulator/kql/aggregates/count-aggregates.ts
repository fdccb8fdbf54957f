import { type Key, keyOf } from "../values/keys.ts";
import { type AggregateDefinition, type AggregateTable, conditionOf, overValues } from "./aggregate.ts";

function countRows(condition: boolean): AggregateDefinition {
  return (call) => {
    const counts = conditionOf(condition ? call.arguments[0] : undefined);
    return () => {
      let count = 0;
      return {
        add: (row) => {
          if (counts(row)) {
            count += 1;
          }
        },
        result: () => count,
      };
    };
  };
}

/** Counts exactly; the real service's `dcount` is an estimate that is exact for few values. */
function distinctCount(condition?: number): AggregateDefinition {
  return overValues(() => {
    const keys = new Set<Key>();
    return { add: (value) => keys.add(keyOf(value)), result: () => keys.size };
  }, condition);
}

/** The aggregates that count. */
export const COUNT_AGGREGATES: AggregateTable = {
  count: countRows(false),
  countif: countRows(true),
  dcount: distinctCount(),
  dcountif: distinctCount(1),
  count_distinct: distinctCount(),
  count_distinctif: distinctCount(1),
};
