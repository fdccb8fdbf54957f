import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMPONENT_KINDS } from "./component-kinds.ts";
import { renderConfigReference } from "./render-config-reference.ts";
import { renderConfigSchema } from "./render-config-schema.ts";
import { configSchemaNode, type SchemaNode } from "./schema-node.ts";

const published = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Every key there is, with its path and schema. */
function everyKey(node: SchemaNode, path: string): (readonly [string, SchemaNode])[] {
  const below = [...(node.oneOf ?? []), ...(node.anyOf ?? []), node.items, node.additionalProperties].filter(
    (child) => typeof child === "object",
  );
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    [`${path}.${key}`, child] as const,
    ...everyKey(child, `${path}.${key}`),
  ]);
  return [...own, ...below.flatMap((child) => everyKey(child, path))];
}

describe("what is published of the configuration is what the program accepts", () => {
  it("the JSON Schema has not drifted; `npm run docs` writes it", () => {
    expect(published("schemas/config.schema.json")).toBe(renderConfigSchema());
  });

  it("the reference page has not drifted; `npm run docs` writes it", () => {
    expect(published("docs/reference/configuration.md")).toBe(renderConfigReference());
  });
});

describe("the documentation", () => {
  const keys = everyKey(configSchemaNode(COMPONENT_KINDS), "");

  it("has a whole sentence for every key of every part", () => {
    const silent = keys
      .filter(([, { description }]) => !/^[A-Z`].*\.$/su.test(description ?? ""))
      .map(([path]) => path);

    expect(silent).toEqual([]);
  });

  it("names every key on the reference page", () => {
    const page = renderConfigReference();

    expect(keys.filter(([path]) => !page.includes(`| \`${path.split(".").at(-1)}\` |`)).map(([path]) => path)).toEqual(
      [],
    );
  });

  it("shows defaults the way a person writes them: durations as text", () => {
    const groupWait = keys.find(([path]) => path === ".notices.groupWait");

    expect(groupWait?.[1]).toMatchObject({ type: "string", default: "10m" });
  });

  it("allows no unknown key anywhere, in the published schema as in the program", () => {
    const open: string[] = [];
    const visit = (path: string, node: SchemaNode): void => {
      if (node.properties !== undefined && node.additionalProperties !== false) open.push(path);
    };
    visit("", configSchemaNode(COMPONENT_KINDS));
    for (const [path, node] of keys) visit(path, node);

    expect(open).toEqual([]);
  });
});
