/** A `tiIndicator` as JSON: what cannot be read at all is 400, for the whole request. */
import { isIPv4, isIPv6 } from "node:net";
import { GraphError } from "../graph-error.ts";
import { JsonReader } from "../json-reader.ts";
import {
  DEFENDER_OBSERVABLES,
  ENUMERATIONS,
  OBSERVABLES,
  REQUIRED,
  TI_INDICATOR_TYPE,
  VOCABULARIES,
} from "./ti-indicator-type.ts";

/** An indicator's properties by name. */
export type IndicatorValues = Readonly<Record<string, unknown>>;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)$/;
const LONGEST_DESCRIPTION = 100;
const RANGES: Readonly<Record<string, readonly [number, number]>> = { confidence: [0, 100], severity: [0, 5] };

const reader = new JsonReader((message) => new GraphError(400, "BadRequest", message));

/** Reads one indicator's properties, each by its kind. Throws `GraphError` for what is no `tiIndicator`. */
export function readIndicator(given: unknown): IndicatorValues {
  const known = [...TI_INDICATOR_TYPE.properties.keys()];
  const read = reader.object(given, TI_INDICATOR_TYPE.name, known);
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(read)) {
    if (!name.includes("@")) {
      values[name] = readValue(name, value);
    }
  }
  return values;
}

/** Reads `{"value":[…]}`, the body of what is done to many at once. */
export function readMany(given: unknown): readonly unknown[] {
  return reader.list(reader.object(given, "microsoft.graph.tiIndicator", ["value"])["value"]);
}

function readValue(name: string, value: unknown): unknown {
  switch (TI_INDICATOR_TYPE.properties.get(name)) {
    case "flag":
      return reader.flag(value);
    case "number":
      if (value === null || Number.isSafeInteger(value)) return value;
      throw unreadable(name, "Edm.Int32");
    case "texts":
      return reader.list(value).map((one) => reader.text(one));
    case "time":
      if (value === null || (typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value)))) {
        return value;
      }
      throw unreadable(name, "Edm.DateTimeOffset");
    default: {
      const text = reader.text(value);
      const words = ENUMERATIONS[name];
      if (text !== null && words !== undefined && !words.includes(text)) {
        throw new GraphError(400, "BadRequest", `Requested value '${text}' was not found.`);
      }
      return text;
    }
  }
}

function unreadable(name: string, type: string): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    `Cannot convert the literal of property '${name}' to the expected type '${type}'.`,
  );
}

/** What a provider refuses an indicator for that could be read, in words; null if nothing. */
export function indicatorProblem(values: IndicatorValues, required: readonly string[] = REQUIRED): string | null {
  const missing = required.find((name) => values[name] === undefined || values[name] === null || values[name] === "");
  if (missing !== undefined) {
    return `Required property '${missing}' is missing.`;
  }
  return vocabularyProblem(values) ?? rangeProblem(values) ?? addressProblem(values);
}

/** What is wrong with the whole of an indicator, beyond its single properties. */
export function observableProblem(values: IndicatorValues): string | null {
  const has = (name: string) => ![undefined, null, ""].includes(values[name] as null);
  if (!OBSERVABLES.some(has)) {
    return "At least one email, file or network observable is required.";
  }
  const isSeen = DEFENDER_OBSERVABLES.some((name) => has(name) && (name !== "fileHashValue" || has("fileHashType")));
  return values["targetProduct"] === "Microsoft Defender ATP" && !isSeen
    ? `For the target product 'Microsoft Defender ATP' one of ${DEFENDER_OBSERVABLES.join(", ")} (with fileHashType) is required.`
    : null;
}

function vocabularyProblem(values: IndicatorValues): string | null {
  for (const [name, words] of Object.entries(VOCABULARIES)) {
    const value = values[name];
    if (typeof value === "string" && !words.includes(value)) {
      return `Property '${name}' must be one of ${words.join(", ")}.`;
    }
  }
  return null;
}

function rangeProblem(values: IndicatorValues): string | null {
  const { description } = values;
  if (typeof description === "string" && description.length > LONGEST_DESCRIPTION) {
    return `Property 'description' must not be longer than ${LONGEST_DESCRIPTION} characters.`;
  }
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = values[name];
    if (typeof value === "number" && (value < least || value > most)) {
      return `Property '${name}' must be from ${least} to ${most}.`;
    }
  }
  return null;
}

function addressProblem(values: IndicatorValues): string | null {
  for (const [name, value] of Object.entries(values)) {
    const version = /^network.*IPv([46])$/.exec(name)?.[1];
    if (version !== undefined && typeof value === "string" && !(version === "4" ? isIPv4(value) : isIPv6(value))) {
      return `Property '${name}' must be an IPv${version} address.`;
    }
  }
  return null;
}
