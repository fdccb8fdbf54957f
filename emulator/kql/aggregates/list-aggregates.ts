import type { ColumnType } from "../../tables.ts";
import { toJson } from "../expressions/coerce.ts";
import { notSupported } from "../refusal.ts";
import { keyOf } from "../values/keys.ts";
import { isBag, type Json } from "../values/values.ts";
import { type AggregateCall, type AggregateDefinition, type AggregateTable, overValues } from "./aggregate.ts";

/** The most elements that a list or set has where the query says nothing else. Source: Kusto's page on `make_list`. */
const MOST_ELEMENTS = 1_048_576;

/**
 * The aggregates that gather values into a `dynamic`. In those with a condition it is the second argument, the size
 * the third.
 */
export const LIST_AGGREGATES: AggregateTable = {
  make_list: list(1),
  makelist: list(1),
  make_list_if: list(2, 1),
  make_set: set(1),
  makeset: set(1),
  make_set_if: set(2, 1),
  make_bag: bag(1),
  make_dictionary: bag(1),
  make_bag_if: bag(2, 1),
};

function list(size: number, condition?: number): AggregateDefinition {
  return overValues((call) => {
    const most = mostOf(call, size);
    const elements: Json[] = [];
    return {
      add: (value) => {
        if (elements.length < most) {
          elements.push(toJson(value, typeOf(call)));
        }
      },
      result: () => elements,
    };
  }, condition);
}

function set(size: number, condition?: number): AggregateDefinition {
  return overValues((call) => {
    const most = mostOf(call, size);
    const elements = new Map<unknown, Json>();
    return {
      add: (value) => {
        const key = keyOf(value);
        if (elements.size < most && !elements.has(key)) {
          elements.set(key, toJson(value, typeOf(call)));
        }
      },
      result: () => [...elements.values()],
    };
  }, condition);
}

/** One bag of all bags' entries; of a key that several have, the first is kept. */
function bag(size: number, condition?: number): AggregateDefinition {
  return overValues((call) => {
    const most = mostOf(call, size);
    const entries = new Map<string, Json>();
    return {
      add: (value) => {
        for (const [key, element] of isBag(value) ? Object.entries(value) : []) {
          if (!entries.has(key) && entries.size < most) {
            entries.set(key, element);
          }
        }
      },
      result: () => Object.fromEntries(entries),
    };
  }, condition);
}

function typeOf(call: AggregateCall): ColumnType {
  return call.arguments[0]?.type ?? "dynamic";
}

function mostOf(call: AggregateCall, index: number): number {
  const part = call.arguments[index];
  if (part === undefined) {
    return MOST_ELEMENTS;
  }
  if (typeof part.constant?.value !== "number") {
    throw notSupported(`'${call.name}' of a size that is not constant`, call.at);
  }
  return Math.min(MOST_ELEMENTS, part.constant.value);
}
