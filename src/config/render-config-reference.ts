import { COMPONENT_KINDS, type ComponentKinds } from "./component-kinds.ts";
import { describeAllowed } from "./describe-value.ts";
import { configSchemaNode, type SchemaNode } from "./schema-node.ts";

const INTRODUCTION = `# Configuration

<!-- Generated from the configuration's schema. Do not edit: change the schema and run \`npm run docs\`. -->

One YAML file, \`lockbell.yaml\` unless \`--config FILE\` names another. Only \`sources\` is required. Relative paths are meant from the
file's own folder. Durations are a whole number and a unit: \`0s\`, \`10m\`, \`4h\`, \`7d\`. Keys that are not listed here are errors.

Secrets are not written into the file: \`\${env:NAME}\` in any text value stands for an environment variable and \`\${file:PATH}\` for the
content of a file, without its last line break. What they give is always text. \`$\${\` is a plain \`\${\`.

An editor that knows JSON Schema completes and checks the file with \`schemas/config.schema.json\`.
`;

/** The reference page of the configuration: every key with its type, default and meaning. */
export function renderConfigReference(kinds: ComponentKinds = COMPONENT_KINDS): string {
  const root = configSchemaNode(kinds);
  const sections = Object.entries(root.properties ?? {}).flatMap(([key, node]) => section(key, node, 2));
  return [INTRODUCTION, "## All keys at the top", "", ...table(root), "", ...sections].join("\n");
}

/** The section of a key that has keys below it; nothing for a plain value. */
function section(path: string, node: SchemaNode, level: number): string[] {
  const { node: inner, suffix } = unwrap(node);
  const here = `${path}${suffix}`;
  const heading = `${"#".repeat(level)} \`${here}\``;
  if (inner.oneOf !== undefined) {
    const text = node.description === undefined ? [] : [node.description, ""];
    return [heading, "", ...text, ...inner.oneOf.flatMap((option) => alternative(here, option))];
  }
  if (inner.properties === undefined) return [];
  const below = Object.entries(inner.properties).flatMap(([key, child]) => section(`${here}.${key}`, child, level + 1));
  return [heading, "", ...table(inner), "", ...below];
}

function alternative(path: string, option: SchemaNode): string[] {
  const type = String(option.properties?.["type"]?.const);
  const text = option.properties?.["type"]?.description;
  const below = Object.entries(option.properties ?? {}).flatMap(([key, child]) => section(`${path}.${key}`, child, 4));
  const heading = `### \`${path}\` of type \`${type}\``;
  return [heading, "", ...(text === undefined ? [] : [text, ""]), ...table(option), "", ...below];
}

/** A mapping's or list's element, and how its place is written. */
function unwrap(node: SchemaNode): { readonly node: SchemaNode; readonly suffix: string } {
  if (typeof node.additionalProperties === "object") return { node: node.additionalProperties, suffix: ".NAME" };
  if (node.items !== undefined) return { node: node.items, suffix: "[]" };
  return { node, suffix: "" };
}

function table(node: SchemaNode): string[] {
  const entries = Object.entries(node.properties ?? {});
  const rows = [...entries.filter(isKind), ...entries.filter((entry) => !isKind(entry))].map(([key, child]) => {
    const needed = node.required?.includes(key) === true;
    const cells = [
      `\`${key}\``,
      describeKind(child),
      needed ? "required" : describeDefault(child),
      isKind([key, child]) ? "Selects this kind." : (child.description ?? ""),
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  });
  return ["| Key | Value | Default | Meaning |", "|---|---|---|---|", ...rows];
}

/** Whether this is the key that selects one of several kinds: it comes first, and its text stands above the table. */
function isKind([key, { const: value }]: readonly [string, SchemaNode]): boolean {
  return key === "type" && value !== undefined;
}

function describeKind(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.title !== undefined) return node.title;
  if (node.items?.oneOf !== undefined) return "a list of parts, see below";
  if (node.items !== undefined) return `a list, each ${describeKind(node.items)}`;
  if (node.oneOf !== undefined) return "a part, see below";
  if (typeof node.additionalProperties === "object") {
    return node.additionalProperties.oneOf === undefined
      ? `a mapping of names, each to ${describeKind(node.additionalProperties)}`
      : "a mapping of names to parts, see below";
  }
  return node.properties === undefined ? describeAllowed(node) : "a mapping, see below";
}

function describeDefault(node: SchemaNode): string {
  if (node.default === undefined || (node.properties !== undefined && JSON.stringify(node.default) === "{}")) return "";
  return `\`${JSON.stringify(node.default)}\``;
}
