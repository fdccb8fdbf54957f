/** Fault orders as people and tests write them: `throttle:times=3,delay=2000` on the command line, an object in JSON. */
import { FAULT_NAMES, type FaultName, type FaultOrder, OPERATIONS, type Operation } from "./faults.ts";
import { InputError } from "./input-error.ts";

const NUMBERS = ["times", "after", "oneIn", "delayMs", "rows"] as const;
const KEYS = ["name", "operations", ...NUMBERS];

/** Reads `NAME[:key=value,…]`; several operations are joined by `+`, and `delay` is short for `delayMs`. Throws `InputError`. */
export function parseFaultText(text: string): FaultOrder {
  const [name = "", ...rest] = text.split(":");
  const order: Record<string, unknown> = { name };
  for (const setting of rest.join(":").split(",").filter(Boolean)) {
    const [key = "", value = ""] = setting.split("=");
    if (key === "operations") {
      order[key] = value.split("+");
    } else {
      order[key === "delay" ? "delayMs" : key] = value === "" ? Number.NaN : Number(value);
    }
  }
  return parseFaultOrder(order);
}

/** Checks an order that came as JSON. Throws `InputError`, which names the key and what is allowed. */
export function parseFaultOrder(input: unknown): FaultOrder {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InputError('a fault is an object, e.g. {"name":"throttle","times":3}');
  }
  const given = input as Readonly<Record<string, unknown>>;
  const stray = Object.keys(given).find((key) => !KEYS.includes(key));
  if (stray !== undefined) {
    throw new InputError(`a fault has no "${stray}"; there are ${KEYS.join(", ")}`);
  }
  if (!isFaultName(given["name"])) {
    throw new InputError(`no fault is named "${String(given["name"])}"; there are ${FAULT_NAMES.join(", ")}`);
  }
  const order: { -readonly [Key in keyof FaultOrder]: FaultOrder[Key] } = { name: given["name"] };
  if (given["operations"] !== undefined) {
    order.operations = parseOperations(given["operations"]);
  }
  for (const key of NUMBERS) {
    const value = given[key];
    if (value !== undefined) {
      order[key] = parseCount(key, value);
    }
  }
  return order;
}

function parseOperations(given: unknown): readonly Operation[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw new InputError(`"operations" is a list of ${OPERATIONS.join(", ")}`);
  }
  return given.map((one: unknown) => {
    if (!isOperation(one)) {
      throw new InputError(`no operation is named "${String(one)}"; there are ${OPERATIONS.join(", ")}`);
    }
    return one;
  });
}

function parseCount(key: (typeof NUMBERS)[number], value: unknown): number {
  const least = key === "times" || key === "oneIn" ? 1 : 0;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least) {
    throw new InputError(`"${key}" is a whole number from ${least}`);
  }
  return value;
}

function isFaultName(given: unknown): given is FaultName {
  return (FAULT_NAMES as readonly unknown[]).includes(given);
}

function isOperation(given: unknown): given is Operation {
  return (OPERATIONS as readonly unknown[]).includes(given);
}
