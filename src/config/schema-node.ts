import { z } from "zod";
import type { ComponentKinds } from "./component-kinds.ts";
import { buildConfigSchema } from "./config-schema.ts";

/** The part of JSON Schema that the configuration's schema is made of. */
export interface SchemaNode {
  readonly type?: string;
  /** What the value is, in a few words: `a duration`. */
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly propertyNames?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  /** Set for a value that must come by reference. */
  readonly secret?: boolean;
  readonly anyOf?: readonly SchemaNode[];
}

/** What a person may write, as JSON Schema. Error messages, the published schema and the reference page all read it. */
export function configSchemaNode(kinds: ComponentKinds): SchemaNode {
  return z.toJSONSchema(buildConfigSchema(kinds), { io: "input", unrepresentable: "any" }) as SchemaNode;
}

/** Follows a path through the schema, along the alternatives the value itself chooses by its `type`. */
export function schemaAt(root: SchemaNode, path: readonly (string | number)[], value: unknown): SchemaNode | undefined {
  let node: SchemaNode | undefined = chosen(root, value);
  let here = value;
  for (const step of path) {
    if (node === undefined) return undefined;
    here = property(here, step);
    node = chosen(typeof step === "number" ? node.items : child(node, step), here);
  }
  return node;
}

/** The keys that may stand in an object of this schema. */
export function allowedKeys(node: SchemaNode | undefined): readonly string[] {
  return Object.keys(node?.properties ?? {});
}

/** The value under a key or index; undefined where there is none. Never what an object inherits. */
export function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as { [key: PropertyKey]: unknown })[key]
    : undefined;
}

function child(node: SchemaNode, key: string): SchemaNode | undefined {
  const own = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
  return own ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
}

function chosen(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  if (node?.oneOf === undefined) return node;
  const type = property(value, "type");
  return node.oneOf.find((option) => option.properties?.["type"]?.const === type) ?? node;
}
