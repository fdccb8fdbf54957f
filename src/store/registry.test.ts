import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./conformance/temporary-folder.ts";
import { STORE_REGISTRY } from "./registry.ts";

describe("the registry of stores", () => {
  it.each(STORE_REGISTRY.map((entry) => [entry.type, entry] as const))(
    "opens %s with its defaults",
    async (type, entry) => {
      const config = entry.config.parse({ type });
      const definition = await entry.load();
      expect(definition.type).toBe(type);
      const store = await definition.open(config, { baseDir: temporaryFolder() });
      expect(await store.ownerBooks()).toMatchObject({ known: 0 });
      await store.close();
    },
  );

  it.each([
    { type: "sqlite", path: "" },
    { type: "sqlite", path: "a.db", pth: "b.db" },
    { type: "memory", path: "a.db" },
  ])("refuses %j", (config) => {
    const entry = STORE_REGISTRY.find(({ type }) => type === config.type);
    expect(entry?.config.safeParse(config).success).toBe(false);
  });
});
