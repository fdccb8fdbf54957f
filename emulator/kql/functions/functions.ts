import { CONDITION_FUNCTIONS } from "./condition-functions.ts";
import { CONVERSION_FUNCTIONS } from "./conversion-functions.ts";
import { DATETIME_FUNCTIONS } from "./datetime-functions.ts";
import type { FunctionDefinition } from "./define.ts";
import { DYNAMIC_FUNCTIONS } from "./dynamic-functions.ts";
import { ENCODING_FUNCTIONS } from "./encoding-functions.ts";
import { NETWORK_FUNCTIONS } from "./network-functions.ts";
import { NUMBER_FUNCTIONS } from "./number-functions.ts";
import { REGEX_FUNCTIONS } from "./regex-functions.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";

/** The scalar functions that are run, by topic. All others are refused by name. */
export const FUNCTIONS_BY_TOPIC = {
  conditions: CONDITION_FUNCTIONS,
  conversions: CONVERSION_FUNCTIONS,
  texts: TEXT_FUNCTIONS,
  "regular expressions": REGEX_FUNCTIONS,
  times: DATETIME_FUNCTIONS,
  numbers: NUMBER_FUNCTIONS,
  "arrays and bags": DYNAMIC_FUNCTIONS,
  "encodings, URLs and paths": ENCODING_FUNCTIONS,
  "IPv4 addresses": NETWORK_FUNCTIONS,
} as const;

const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.values(FUNCTIONS_BY_TOPIC).flatMap((table) => Object.entries<FunctionDefinition>(table)),
);

/** The function with a name, if it is run. */
export function functionNamed(name: string): FunctionDefinition | undefined {
  return FUNCTIONS.get(name);
}
