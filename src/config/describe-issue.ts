import type { z } from "zod";
import { nearest } from "../platform/nearest.ts";
import { describeAllowed, describeFound, quoted } from "./describe-value.ts";
import { allowedKeys, property, type SchemaNode, schemaAt } from "./schema-node.ts";

/** One finding of the validation: which key it is about, whether the key or its value is wrong, and the words. */
export interface Finding {
  readonly path: readonly (string | number)[];
  readonly about: "key" | "value";
  readonly text: string;
}

/** What the words are made from. */
export interface IssueContext {
  readonly schema: SchemaNode;
  /** The whole value that was validated. */
  readonly value: unknown;
  /** Whether the value at a path came from a reference and must not be shown. */
  readonly isHidden: (path: readonly (string | number)[]) => boolean;
}

/** How the validator's own messages begin; any other is a schema's. */
const VALIDATOR_WORDS = /^(?:Invalid|Too (?:small|big)|Unrecognized)/;

type Path = readonly (string | number)[];

/** Puts one of the validator's issues into words; an issue about several keys becomes several findings. */
export function describeIssue(issue: z.core.$ZodIssue, context: IssueContext): readonly Finding[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], context));
  if (issue.code === "invalid_key") {
    return [
      { path, about: "key", text: `this name is not allowed; allowed: ${issue.issues[0]?.message ?? "another name"}` },
    ];
  }
  return [wrongValue(issue, path, context)];
}

function unknownKey(path: Path, { schema, value }: IssueContext): Finding {
  const parent = path.slice(0, -1);
  const keys = allowedKeys(schemaAt(schema, parent, value));
  const meant = nearest(String(path.at(-1)), keys);
  const guess = meant === null ? "" : ` Did you mean ${quoted(meant)}?`;
  return {
    path,
    about: "key",
    text: `this key is not known in this version.${guess} Allowed here: ${keys.join(", ")}.`,
  };
}

function wrongValue(issue: z.core.$ZodIssue, path: Path, context: IssueContext): Finding {
  const found = valueAt(context.value, path);
  const choices = choicesOf(issue);
  const allowed =
    choices.length > 0 ? choices.join(", ") : allowedWords(issue, schemaAt(context.schema, path, context.value));
  if (found === undefined) return { path, about: "value", text: `this key is missing. Needed: ${allowed}.` };
  const hidden = context.isHidden(path);
  const meant = typeof found === "string" && !hidden ? nearest(found, [...choices, ...candidatesOf(issue)]) : null;
  const guess = meant === null ? "" : ` Did you mean ${quoted(meant)}?`;
  return { path, about: "value", text: `found ${describeFound(found, path, hidden)}.${guess} Allowed: ${allowed}.` };
}

/** The values to choose from, where they can be counted. */
function choicesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return [];
}

/** Values a schema offers for guessing what was meant, too many to list. */
function candidatesOf(issue: z.core.$ZodIssue): readonly string[] {
  const candidates: unknown = issue.code === "custom" ? issue.params?.["candidates"] : undefined;
  return typeof candidates === "function" ? candidates() : [];
}

/** A schema's own words say what is allowed; where it has none, its shape does. */
function allowedWords(issue: z.core.$ZodIssue, node: SchemaNode | undefined): string {
  if (!VALIDATOR_WORDS.test(issue.message)) return issue.message;
  if (issue.code === "too_small" && issue.origin === "string") return "text that is not empty";
  if (issue.code === "too_big" && issue.origin === "string") return `text of at most ${issue.maximum} characters`;
  if (issue.code === "too_small" && issue.origin === "array") return `a list of at least ${issue.minimum}`;
  return describeAllowed(node);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, step) => property(here, step), value);
}
