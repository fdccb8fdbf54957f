import type { AggregateDefinition } from "./aggregate.ts";
import { COUNT_AGGREGATES } from "./count-aggregates.ts";
import { LIST_AGGREGATES } from "./list-aggregates.ts";
import { NUMBER_AGGREGATES } from "./number-aggregates.ts";

const AGGREGATES: ReadonlyMap<string, AggregateDefinition> = new Map(
  [COUNT_AGGREGATES, NUMBER_AGGREGATES, LIST_AGGREGATES].flatMap((table) => Object.entries<AggregateDefinition>(table)),
);

/** The aggregates that tell of one row, and so may fill several columns. */
const ROW_AGGREGATES = ["any", "arg_max", "arg_min", "argmax", "argmin", "take_any"] as const;

/** The names of all aggregates that are run. All others are refused by name. */
export const AGGREGATE_NAMES: readonly string[] = [...AGGREGATES.keys(), ...ROW_AGGREGATES];

/** The aggregate with a name, if it is run and gives one value. */
export function aggregateNamed(name: string): AggregateDefinition | undefined {
  return AGGREGATES.get(name);
}
