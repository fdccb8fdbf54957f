import type { ColumnType } from "../../tables.ts";
import type { Compiled } from "../expressions/compiled.ts";
import type { Row } from "../relation.ts";
import type { Value } from "../values/values.ts";

/** What an aggregate gathers of one group of rows. */
export interface Accumulator {
  add(row: Row): void;
  result(): Value;
}

/** An aggregate's call with its arguments compiled against the rows; `type` is the result's. */
export interface AggregateCall {
  readonly name: string;
  readonly type: ColumnType;
  readonly arguments: readonly Compiled[];
  readonly at: number;
}

/** Makes a call ready: a function that starts a group. */
export type AggregateDefinition = (call: AggregateCall) => () => Accumulator;

/** Aggregates by name. */
export type AggregateTable = Readonly<Record<string, AggregateDefinition>>;

/** Tells whether a row counts: for the aggregates with a condition. */
export type Condition = (row: Row) => boolean;

/** The condition that an argument says; without one every row counts. */
export function conditionOf(part: Compiled | undefined): Condition {
  return part === undefined ? () => true : (row) => part.evaluate(row) === true;
}

/**
 * An aggregate over the values of the first argument that are not null, in rows for which the argument at `condition`
 * holds. `start` makes what takes the values of one group.
 */
export function overValues(
  start: (call: AggregateCall) => { add(value: Value): void; result(): Value },
  condition?: number,
): AggregateDefinition {
  return (call) => {
    const [part] = call.arguments;
    const counts = conditionOf(condition === undefined ? undefined : call.arguments[condition]);
    return () => {
      const group = start(call);
      return {
        add: (row) => {
          const value = part?.evaluate(row) ?? null;
          if (value !== null && counts(row)) {
            group.add(value);
          }
        },
        result: group.result,
      };
    };
  };
}
