import type { ColumnType } from "../../tables.ts";
import { convert } from "../expressions/coerce.ts";
import { orderOf } from "../expressions/comparison.ts";
import { notSupported } from "../refusal.ts";
import { addDecimals, type Decimal, divideDecimals, toDecimal } from "../values/decimal.ts";
import { type Long, normaliseLong, type Value } from "../values/values.ts";
import { type AggregateCall, type AggregateDefinition, type AggregateTable, overValues } from "./aggregate.ts";

/** The aggregates of numbers and times. */
export const NUMBER_AGGREGATES: AggregateTable = {
  sum: sum(),
  sumif: sum(1),
  avg: average(),
  avgif: average(1),
  min: extreme(-1),
  minif: extreme(-1, 1),
  max: extreme(1),
  maxif: extreme(1, 1),
  stdev: spread(Math.sqrt),
  stdevif: spread(Math.sqrt, 1),
  variance: spread((variance) => variance),
  varianceif: spread((variance) => variance, 1),
  percentile: percentile,
};

/** A running total of the argument's type; what it starts with is the sum of nothing. */
function total(call: AggregateCall): { add(value: Value): void; result(): Value } {
  const from = call.arguments[0]?.type ?? call.type;
  if (from === "decimal") {
    let units: Decimal = { units: 0n, scale: 0 };
    return { add: (value) => (units = addDecimals(units, value as Decimal)), result: () => units };
  }
  if (from === "timespan" || from === "datetime") {
    let ticks = 0n;
    return { add: (value) => (ticks += value as bigint), result: () => ticks };
  }
  let small = 0;
  let large = 0n;
  const whole = from === "long" || from === "int";
  return {
    add: (value) => {
      const next = small + Number(value);
      if (!whole || (typeof value === "number" && Number.isSafeInteger(next))) {
        small = next;
      } else {
        large += BigInt(small) + BigInt(value as Long);
        small = 0;
      }
    },
    result: () => (whole ? normaliseLong(large + BigInt(small)) : small),
  };
}

function sum(condition?: number): AggregateDefinition {
  return overValues((call) => total(numeric(call)), condition);
}

/** The mean; of nothing NaN, or null for what has no NaN. */
function average(condition?: number): AggregateDefinition {
  return overValues((call) => {
    const sumOf = total(numeric(call));
    let count = 0;
    return {
      add: (value) => {
        sumOf.add(value);
        count += 1;
      },
      result: () => mean(sumOf.result(), count, call.type),
    };
  }, condition);
}

function mean(sumOf: Value, count: number, type: ColumnType): Value {
  switch (type) {
    case "timespan":
    case "datetime":
      return count === 0 ? null : (sumOf as bigint) / BigInt(count);
    case "decimal":
      return count === 0 ? null : divideDecimals(sumOf as Decimal, toDecimal(count) as Decimal);
    default:
      return Number(sumOf) / count;
  }
}

function extreme(direction: 1 | -1, condition?: number): AggregateDefinition {
  return overValues((call) => {
    const order = orderOf(call.arguments[0]?.type ?? call.type);
    let best: Value = null;
    return {
      add: (value) => {
        if (best === null || order(value, best) * direction > 0) {
          best = value;
        }
      },
      result: () => best,
    };
  }, condition);
}

/**
 * The spread of a sample (divided by one less than there are), by Welford's running form; of fewer than two values 0.
 */
function spread(finish: (variance: number) => number, condition?: number): AggregateDefinition {
  return overValues((call) => {
    const type = numeric(call).arguments[0]?.type ?? "real";
    let [count, middle, squares] = [0, 0, 0];
    return {
      add: (value) => {
        const number = convert(value, type, "real") as number;
        count += 1;
        const before = number - middle;
        middle += before / count;
        squares += before * (number - middle);
      },
      result: () => (count < 2 ? 0 : finish(squares / (count - 1))),
    };
  }, condition);
}

/** The nearest-rank percentile: the smallest value that has at least that part of the values at or below it. */
function percentile(call: AggregateCall): ReturnType<AggregateDefinition> {
  const [part, wanted] = call.arguments;
  const rank = wanted?.constant?.value;
  if (part === undefined || rank === undefined || rank === null) {
    throw notSupported("'percentile' of a percentage that is not constant", call.at);
  }
  const order = orderOf(part.type);
  const share = Number(convert(rank, wanted?.type ?? "long", "real")) / 100;
  return overValues(() => {
    const values: Value[] = [];
    return {
      add: (value) => values.push(value),
      result: () => values.sort(order)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null,
    };
  })(call);
}

/** Refuses a `dynamic`, whose numbers Kusto would convert. */
function numeric(call: AggregateCall): AggregateCall {
  if (call.arguments[0]?.type === "dynamic") {
    throw notSupported(`'${call.name}' of a dynamic`, call.at);
  }
  return call;
}
