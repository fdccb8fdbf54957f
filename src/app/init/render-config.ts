import { type SchemaNode, schemaAt } from "../../config/schema-node.ts";
import { type Draft, type DraftMapping, isList, plainDraft } from "./draft.ts";
import { Reference } from "./reference.ts";
import { wrap } from "./wrap.ts";
import { yamlScalar } from "./yaml-scalar.ts";

const WIDTH = 80;

/** The text of every kind that says nothing of itself. */
const NO_DESCRIPTION = "Selects this kind.";

const HEAD = `# Lockbell's configuration. Relative paths are meant from this file's folder.
# Every key there is, with its default: docs/reference/configuration.md
# Is all well? \`lockbell check\` says so, and sends nothing to anybody.`;

/** Limits that are left at their defaults and stand in the file as comments, so that they are found when they are wanted. */
const LEFT_AT_DEFAULT: { readonly [key: string]: readonly string[] } = {
  notices: ["groupWait", "groupInterval", "repeatInterval", "maxPerOwnerPerDay", "backlogAge", "timeZone"],
};

type Path = readonly (string | number)[];

interface Explained {
  readonly schema: SchemaNode;
  /** What the schema's alternatives are chosen by. */
  readonly whole: unknown;
}

/** A draft as the text of a configuration file. Each key is explained in the schema's own words. */
export function renderConfig(draft: DraftMapping, schema: SchemaNode): string {
  const context = { schema, whole: plainDraft(draft) };
  const sections = Object.entries(draft).map(([key, value]) => entry([key], value, context).join("\n"));
  return `${[HEAD, ...sections].join("\n\n")}\n`;
}

/** A key with its explanation above it and all that belongs to it. */
function entry(path: Path, value: Draft, context: Explained): readonly string[] {
  const key = String(path.at(-1));
  const explanation = comment(description(path, context), path);
  if (!isNested(value)) return [...explanation, onOneLine(key, value)];
  return [
    ...explanation,
    `${key}:`,
    ...indented(isList(value) ? items(path, value, context) : mapping(path, value, context)),
  ];
}

function isNested(value: Draft): value is readonly Draft[] | DraftMapping {
  if (typeof value !== "object" || value instanceof Reference) return false;
  return !isList(value) || value.some((item) => typeof item === "object");
}

/** A list of plain values stands between brackets, however long: broken up, it would hide what comes after it. */
function onOneLine(key: string, value: Draft): string {
  if (typeof value !== "object" || value instanceof Reference) return `${key}: ${yamlScalar(value)}`;
  const texts = isList(value) ? value.flatMap((item) => (typeof item === "object" ? [] : [yamlScalar(item)])) : [];
  return `${key}: [${texts.join(", ")}]`;
}

function mapping(path: Path, value: DraftMapping, context: Explained): readonly string[] {
  const written = Object.entries(value).flatMap(([key, child]) => entry([...path, key], child, context));
  return [...unwritten(path, context), ...written];
}

/** Keys at their defaults, as comments. */
function unwritten(path: Path, context: Explained): readonly string[] {
  return (LEFT_AT_DEFAULT[path.join(".")] ?? []).flatMap((key) => {
    const node = schemaAt(context.schema, [...path, key], context.whole);
    const value = node?.default;
    if (typeof value !== "string" && typeof value !== "number") return [];
    return [...comment(node?.description, [...path, key]), `# ${key}: ${yamlScalar(value)}`];
  });
}

/** A list of mappings: the dash stands before the first key, its explanation above the dash. */
function items(path: Path, list: readonly Draft[], context: Explained): readonly string[] {
  return list.flatMap((item, index) => {
    if (typeof item !== "object" || item instanceof Reference || isList(item)) return [];
    const lines = mapping([...path, index], item, context);
    const first = lines.findIndex((line) => !line.startsWith("#"));
    return lines.map((line, at) => (at < first ? line : at === first ? `- ${line}` : `  ${line}`));
  });
}

/** Of a part: what its place is for, if that is said; the kind it is explains itself at its `type`. */
function description(path: Path, { schema, whole }: Explained): string | undefined {
  const place = schemaAt(schema, path.slice(0, -1), whole)?.properties?.[String(path.at(-1))];
  const text = (place ?? schemaAt(schema, path, whole))?.description;
  return text === NO_DESCRIPTION ? undefined : text;
}

/** How deep a line stands in the file: two blanks for every step but the first. */
function comment(text: string | undefined, path: Path): readonly string[] {
  const indent = 2 * (path.length - 1);
  return wrap(text ?? "", WIDTH - indent - "# ".length).map((line) => `# ${line}`);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
