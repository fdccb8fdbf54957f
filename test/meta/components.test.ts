import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { NOTIFIER_REGISTRY } from "../../src/notifiers/registry.ts";
import { OWNER_STEP_REGISTRY } from "../../src/owners/registry.ts";
import { SINK_REGISTRY } from "../../src/sinks/registry.ts";
import { SOURCE_REGISTRY } from "../../src/sources/registry.ts";
import { STORE_REGISTRY } from "../../src/store/registry.ts";

const SRC = fileURLToPath(new URL("../../src/", import.meta.url));

/** What a registry's entry is, whatever it is an entry for. */
interface Entry {
  readonly type: string;
  readonly config: z.ZodObject;
  load(): Promise<{ readonly type: string }>;
}

const KINDS: { readonly [folder: string]: readonly Entry[] } = {
  sources: SOURCE_REGISTRY,
  owners: OWNER_STEP_REGISTRY,
  notifiers: NOTIFIER_REGISTRY,
  sinks: SINK_REGISTRY,
  store: STORE_REGISTRY,
};

/** Folders beside the components that are none. */
const NO_COMPONENT = new Set(["conformance", "testdata"]);

const COMPONENTS = Object.keys(KINDS).flatMap((kind) =>
  readdirSync(join(SRC, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_COMPONENT.has(entry.name))
    .map(({ name }) => ({ kind, name, folder: join(SRC, kind, name) })),
);

const ENTRIES = Object.entries(KINDS).flatMap(([kind, entries]) =>
  entries.map((entry) => ({ kind, type: entry.type, entry })),
);

describe("the component folders", () => {
  it("were found, every kind of them", () => {
    expect(new Set(COMPONENTS.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
  });

  it.each(COMPONENTS)("$kind/$name has every part", ({ folder }) => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const part of ["index.ts", "config.ts", "README.md"]) expect(files).toContain(part);
    expect(files.filter((file) => file.endsWith(".test.ts"))).not.toEqual([]);
  });

  it.each(COMPONENTS)("$kind/$name is registered", ({ kind, name }) => {
    expect(KINDS[kind]?.map(({ type }) => type)).toContain(name);
  });

  it.each(COMPONENTS)(
    "$kind/$name has a README that begins with its name and shows its configuration",
    ({ folder, name }) => {
      const readme = readFileSync(join(folder, "README.md"), "utf8");
      expect(readme.startsWith(`# ${name}\n`)).toBe(true);
      expect(readme).toContain(`type: ${name}`);
    },
  );
});

describe("the registries", () => {
  it.each(Object.entries(KINDS))("of %s name each type once", (_kind, entries) => {
    const types = entries.map(({ type }) => type);
    expect(types).toEqual([...new Set(types)]);
  });

  it.each(ENTRIES)("lead from $kind/$type to its folder and its definition", async ({ kind, type, entry }) => {
    expect(existsSync(join(SRC, kind, type))).toBe(true);
    expect((await entry.load()).type).toBe(type);
  });

  it.each(ENTRIES)("have a text for every key of $kind/$type, which becomes its documentation", ({ entry }) => {
    for (const [key, schema] of Object.entries(entry.config.shape)) {
      const { description } = z.globalRegistry.get(schema as z.ZodType) ?? {};
      expect(description, key).toMatch(/\.$/);
    }
  });
});
