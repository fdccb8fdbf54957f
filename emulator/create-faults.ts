/** Decides which fault befalls which request. */
import { FAULT_OPERATIONS } from "./fault-operations.ts";
import type { FaultOrder, Operation } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Faults } from "./state.ts";

interface Standing {
  readonly order: FaultOrder;
  /** Requests of its operations that no other fault befell. */
  seen: number;
  befallen: number;
}

/**
 * The faults that are switched on, in the order they were given. A request meets at most one: the first that is due. `whenAdded` is told of
 * each order, for the faults that befall rows and not requests.
 */
export function createFaults(random: Random, whenAdded: (order: FaultOrder) => void = () => undefined): Faults {
  const standing: Standing[] = [];
  return {
    add(order) {
      standing.push({ order, seen: 0, befallen: 0 });
      whenAdded(order);
    },
    clear() {
      standing.length = 0;
    },
    list() {
      return standing.filter((one) => !isOver(one)).map((one) => one.order);
    },
    take(operation) {
      const due = standing.find((one) => concerns(one.order, operation) && isDue(one, random));
      if (due === undefined) {
        return null;
      }
      due.befallen += 1;
      return due.order;
    },
  };
}

function concerns(order: FaultOrder, operation: Operation): boolean {
  // Rows come late, not requests: load-tables does that when the order is given.
  return order.name !== "late-rows" && (order.operations ?? FAULT_OPERATIONS[order.name]).includes(operation);
}

/** Counts the request as seen, whether or not the fault befalls it. */
function isDue(one: Standing, random: Random): boolean {
  if (isOver(one)) {
    return false;
  }
  one.seen += 1;
  if (one.seen <= (one.order.after ?? 0)) {
    return false;
  }
  return one.order.oneIn === undefined || random() * one.order.oneIn < 1;
}

function isOver({ order, befallen }: Standing): boolean {
  return order.times !== undefined && befallen >= order.times;
}
