import { safeJson } from "../platform/json.ts";
import type { SchemaNode } from "./schema-node.ts";
import { mayHoldUser } from "./user-info.ts";

/** Keys whose value may be a secret, also when somebody wrote it there by mistake. */
const SECRET_KEY =
  /secret|passw|token|credential|authorization|signature|connection-?string|(?:^|[^a-z])(?:key|sas|pin|pwd)$|(?:api|access|shared|private)-?key/i;

const MAX_SHOWN = 60;

/** What a person finds written there. Text is quoted, cut, and free of characters that do something; secrets are not shown. */
export function describeFound(value: unknown, path: readonly PropertyKey[], hidden: boolean): string {
  if (value === undefined) return "nothing";
  if (value === null) return "no value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object")
    return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping of keys to values";
  if (hidden) return "text from a reference";
  const isSecret = path.some((step) => SECRET_KEY.test(String(step)));
  if (isSecret || (typeof value === "string" && mayHoldUser(value)))
    return typeof value === "string" ? "text (not shown)" : `a ${typeof value} (not shown)`;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** Text in quotes as an error may show it: at most a line's worth, with nothing in it that moves a cursor or hides. */
export function quoted(text: string): string {
  return safeJson(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

/** What a schema allows, in words. */
export function describeAllowed(node: SchemaNode | undefined): string {
  if (node === undefined) return "what the reference describes";
  if (node.const !== undefined) return String(node.const);
  if (node.enum !== undefined) return node.enum.join(", ");
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(describeAllowed))].join(" or ");
  switch (node.type) {
    case "string":
      return "text";
    case "integer":
      return `a whole number${bounds(node)}`;
    case "number":
      return `a number${bounds(node)}`;
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return "a mapping of keys to values";
    default:
      return "what the reference describes";
  }
}

function bounds({ minimum, maximum }: SchemaNode): string {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return ` of at least ${low}`;
  return high === undefined ? "" : ` of at most ${high}`;
}
