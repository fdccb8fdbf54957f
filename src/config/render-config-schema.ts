import { COMPONENT_KINDS, type ComponentKinds } from "./component-kinds.ts";
import { configSchemaNode } from "./schema-node.ts";

/** The published JSON Schema of the configuration, with which an editor completes and checks it. */
export function renderConfigSchema(kinds: ComponentKinds = COMPONENT_KINDS): string {
  const { $schema, ...rest } = configSchemaNode(kinds) as { readonly $schema?: string };
  const schema = { $schema, title: "Lockbell configuration", ...rest };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
