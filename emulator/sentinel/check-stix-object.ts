/**
 * Says what is wrong with an uploaded object, in the service's form. Sources: Sentinel's page on the upload API (types, what is required, ranges),
 * and OASIS's JSON schemas of STIX 2.1.
 */
import {
  flag,
  identifier,
  isRecord,
  list,
  type PropertyCheck,
  record,
  text,
  timestamp,
  whole,
} from "./property-check.ts";
import { readPattern } from "./stix-pattern.ts";
import { PatternError } from "./stix-pattern-lexer.ts";
import { comparableTimestamp } from "./stix-timestamp.ts";

type Properties = Readonly<Record<string, PropertyCheck>>;

/** One type of object: its own properties, and those that must be there. */
interface ObjectType {
  readonly required: readonly string[];
  readonly properties: Properties;
}

const MILLISECONDS = 3;

const COMMON: ObjectType = {
  required: ["id", "created", "modified"],
  properties: {
    spec_version: text("2.0", "2.1"),
    created: timestamp(MILLISECONDS),
    modified: timestamp(MILLISECONDS),
    created_by_ref: identifier("identity"),
    revoked: flag,
    labels: list(text()),
    confidence: whole(0, 100),
    lang: text(),
    external_references: list(record("source_name")),
    object_marking_refs: list(identifier("marking-definition")),
    granular_markings: list(record()),
    extensions: extensions,
  },
};

const NAMED: ObjectType = { required: ["name"], properties: { name: text(), description: text() } };

/** The types the service takes. */
const TYPES: Readonly<Record<string, ObjectType>> = {
  indicator: {
    required: ["pattern", "pattern_type", "valid_from"],
    properties: {
      name: text(),
      description: text(),
      indicator_types: list(text()),
      pattern: text(),
      pattern_type: text(),
      pattern_version: text(),
      valid_from: timestamp(),
      valid_until: timestamp(),
      kill_chain_phases: list(record("kill_chain_name", "phase_name")),
    },
  },
  "attack-pattern": NAMED,
  "threat-actor": NAMED,
  identity: NAMED,
  relationship: {
    required: ["relationship_type", "source_ref", "target_ref"],
    properties: { relationship_type: text(), source_ref: identifier(), target_ref: identifier() },
  },
};

const EXTENSION = /^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*-ext|extension-definition--[0-9a-f-]{36})$/i;

/** What is wrong with an object, one message a property, in the order of the specification; none: it is taken. */
export function checkStixObject(object: unknown): readonly string[] {
  if (!isRecord(object)) {
    return [complaint("stixobject", "Value must be an object", object)];
  }
  const { type } = object;
  const wrongType = missingOr(type, text(...Object.keys(TYPES)));
  if (wrongType !== null) {
    return [complaint("type", wrongType, type)];
  }
  const own = TYPES[String(type)] ?? NAMED;
  const required = [...COMMON.required, ...own.required];
  const properties: Properties = { id: identifier(String(type)), ...COMMON.properties, ...own.properties };
  const messages: string[] = [];
  for (const [name, check] of Object.entries(properties)) {
    const value = object[name];
    // A property that is null counts as one that is not there.
    const isAbsent = value === undefined || value === null;
    const wrong = isAbsent && !required.includes(name) ? null : missingOr(value, check);
    if (wrong !== null) {
      messages.push(complaint(name, wrong, value));
    }
  }
  return messages.length > 0 ? messages : checkTogether(object);
}

/** What can be said only of properties that are right each for itself. */
function checkTogether(object: Readonly<Record<string, unknown>>): readonly string[] {
  const { created, modified, valid_from: from, valid_until: until, pattern, pattern_type: language } = object;
  const messages: string[] = [];
  if (isBefore(modified, created)) {
    messages.push(complaint("modified", "Value must not be earlier than created", modified));
  }
  if (typeof until === "string" && !isBefore(from, until)) {
    messages.push(complaint("valid_until", "Value must be later than valid_from", until));
  }
  const wrongPattern = language === "stix" ? patternProblem(String(pattern)) : null;
  if (wrongPattern !== null) {
    messages.push(complaint("pattern", `Value is not a valid STIX pattern (${wrongPattern})`, pattern));
  }
  return messages;
}

function isBefore(first: unknown, second: unknown): boolean {
  const [a, b] = [comparableTimestamp(String(first)), comparableTimestamp(String(second))];
  return a !== null && b !== null && a < b;
}

function patternProblem(pattern: string): string | null {
  try {
    readPattern(pattern);
    return null;
  } catch (error) {
    if (error instanceof PatternError) {
      return error.message;
    }
    throw error;
  }
}

function extensions(value: unknown): string | null {
  const wrong = record()(value);
  if (wrong !== null || !isRecord(value)) {
    return wrong;
  }
  const stray = Object.keys(value).find((name) => !EXTENSION.test(name));
  return stray === undefined ? null : `'${stray}' is not the identifier of an extension`;
}

function missingOr(value: unknown, check: PropertyCheck): string | null {
  return value === undefined || value === null ? "Required property is missing" : check(value);
}

/** The one form that is documented, with other words in it. */
function complaint(property: string, what: string, actual: unknown): string {
  const shown =
    actual === undefined || actual === null ? "NULL" : typeof actual === "string" ? actual : JSON.stringify(actual);
  return `Error for Property=${property}: ${what}. Actual value: ${shown.slice(0, 200)}.`;
}
