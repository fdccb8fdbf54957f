/** Checks of one property of a STIX object, each giving what is wrong with a value, or null. */
import { comparableTimestamp } from "./stix-timestamp.ts";

/** What is wrong with a value, in words; null if nothing is. */
export type PropertyCheck = (value: unknown) => string | null;

/** An identifier: a type, two hyphens and a UUID. Source: OASIS's schema `common/identifier.json`. */
const IDENTIFIER =
  /^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

/** A text, and one of these if there are any. */
export function text(...allowed: readonly string[]): PropertyCheck {
  return (value) => {
    if (typeof value !== "string") return "Value must be a string";
    return allowed.length === 0 || allowed.includes(value) ? null : `Value must be one of ${allowed.join(", ")}`;
  };
}

/** True or false, not the words for them. */
export function flag(value: unknown): string | null {
  return typeof value === "boolean" ? null : "Value must be a boolean";
}

/** A whole number in a range. */
export function whole(least: number, most: number): PropertyCheck {
  return (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? null
      : `Value must be an integer from ${least} to ${most}`;
}

/** A timestamp; `digits` is how exact it must be at least. */
export function timestamp(digits = 0): PropertyCheck {
  const exact = digits === 0 ? "" : ", precise to the millisecond at least";
  return (value) =>
    typeof value === "string" && comparableTimestamp(value, digits) !== null
      ? null
      : `Value must be a timestamp in RFC 3339 format with 'Z'${exact}`;
}

/** An identifier of an object, of one type if one is named. */
export function identifier(type?: string): PropertyCheck {
  return (value) =>
    typeof value === "string" && IDENTIFIER.test(value) && (type === undefined || value.startsWith(`${type}--`))
      ? null
      : `Value must be an identifier of the form ${type ?? "type"}--UUID`;
}

/** A list that is not empty (STIX leaves an empty one out), each element of which passes. */
export function list(element: PropertyCheck): PropertyCheck {
  return (value) => {
    if (!Array.isArray(value)) return "Value must be an array";
    if (value.length === 0) return "Value must not be an empty array";
    const wrong = value.map(element).find((one) => one !== null);
    return wrong === undefined ? null : `An element is wrong: ${wrong}`;
  };
}

/** An object that is not empty and has these texts in it. */
export function record(...required: readonly string[]): PropertyCheck {
  return (value) => {
    if (!isRecord(value)) return "Value must be an object";
    if (Object.keys(value).length === 0) return "Value must not be an empty object";
    const missing = required.find((name) => typeof value[name] !== "string");
    return missing === undefined ? null : `Required property '${missing}' is missing`;
  };
}

/** Whether a value is JSON's object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
