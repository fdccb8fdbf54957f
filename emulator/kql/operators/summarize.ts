import type { Accumulator } from "../aggregates/aggregate.ts";
import { aggregateNamed } from "../aggregates/aggregates.ts";
import { type RowAccumulator, startRowAggregate } from "../aggregates/row-aggregates.ts";
import { compile } from "../expressions/compile.ts";
import type { Compiled, Environment } from "../expressions/compiled.ts";
import type { Aggregation, Call } from "../query.ts";
import { computed, type Relation, type Row } from "../relation.ts";
import { type Key, keyOfAll } from "../values/keys.ts";
import type { Value } from "../values/values.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/** One group of rows: the values of its keys, and what its aggregates gather. */
interface Group {
  readonly keys: readonly Value[];
  readonly gathered: readonly Gathering[];
}

/** What is gathered of a group for one element of `summarize`. */
interface Gathering {
  add(row: Row): void;
  results(): readonly Value[];
}

/** `summarize`: one row for each combination of keys; without keys one row, of an empty input too. */
export function runSummarize(query: QueryOf<"summarize">, context: OperatorContext): Relation {
  const relation = context.run(query.input);
  const environment = environmentOf(context, relation);
  const by = query.by.map((key) => compile(key, environment));
  const starts = query.aggregations.map((aggregation) => prepare(aggregation, environment));
  const start = (keys: readonly Value[]): Group => ({ keys, gathered: starts.map((one) => one()) });
  const groups = new Map<Key, Group>();
  if (by.length === 0) {
    groups.set(keyOfAll([]), start([]));
  }
  for (const row of relation.rows) {
    const keys = by.map((part) => part.evaluate(row));
    const key = keyOfAll(keys);
    let group = groups.get(key);
    if (group === undefined) {
      group = start(keys);
      groups.set(key, group);
    }
    for (const one of group.gathered) {
      one.add(row);
    }
  }
  return {
    columns: computed(query.columns),
    rows: Array.from(groups.values(), ({ keys, gathered }) => ({
      cells: [...keys, ...gathered.flatMap((one) => one.results())],
      ingestedAt: null,
    })),
  };
}

/** Makes one element ready: a function that starts its gathering for a group. */
function prepare(aggregation: Aggregation, environment: Environment): () => Gathering {
  if (aggregation.kind === "tuple") {
    const { name, values } = aggregation.call;
    const parts = values.map((value) => compile(value, environment));
    return (): RowAccumulator => startRowAggregate(name, parts);
  }
  // An expression over aggregates is evaluated on a row whose cells are the aggregates' results, in the order in which
  // they are met.
  const starts: (() => Accumulator)[] = [];
  const expression = compile(aggregation.expression, {
    ...environment,
    columns: [],
    aggregate: (call) => register(call, environment, starts),
  });
  return () => {
    const gathered = starts.map((one) => one());
    return {
      add: (row) => {
        for (const one of gathered) {
          one.add(row);
        }
      },
      results: () => [expression.evaluate({ cells: gathered.map((one) => one.result()), ingestedAt: null })],
    };
  };
}

function register(call: Call, environment: Environment, starts: (() => Accumulator)[]): Compiled | undefined {
  const definition = aggregateNamed(call.name);
  if (definition === undefined) {
    return undefined;
  }
  const parts = call.arguments.map((argument) => compile(argument, environment));
  const index = starts.push(definition({ name: call.name, type: call.type, arguments: parts, at: call.at })) - 1;
  return { type: call.type, evaluate: (row) => row.cells[index] as Value, constant: undefined };
}
