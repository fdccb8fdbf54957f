import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { NO_MICROSOFT } from "../../test/support/no-microsoft.ts";
import { createLogger } from "../runtime/logger.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import { ownerStepCheckSettings, ownerStepSettings } from "./part-settings.ts";

const MINUTE = 60_000;

function createApp(tenantId = "c9889dcc-77d4-468a-a8e9-e52ab1f7b1d0", store = openMemoryStore()) {
  const clock = createFakeClock("2026-11-18T09:00:00Z");
  const app = {
    clock,
    baseDir: "/",
    store,
    config: { tenantId },
    logger: createLogger("silent"),
    microsoft: NO_MICROSOFT,
  };
  return app as unknown as Parameters<typeof ownerStepSettings>[0] & { readonly clock: typeof clock };
}

const graph = { type: "graph", settings: {} };

describe("what an owner step remembers", () => {
  it("is there for the next step of its type, in another run too, until its time is over", async () => {
    const app = createApp();
    await ownerStepSettings(app, graph).memory.remember("adele.vance@contoso.com", "enabled", 10 * MINUTE);
    const later = ownerStepSettings(app, graph).memory;

    app.clock.advance(10 * MINUTE - 1);
    expect(await later.recall("adele.vance@contoso.com")).toBe("enabled");
    app.clock.advance(1);
    expect(await later.recall("adele.vance@contoso.com")).toBeNull();
  });

  it("is not believed of another tenant", async () => {
    const app = createApp();
    await ownerStepSettings(app, graph).memory.remember("key", "of one", MINUTE);
    const moved = createApp("4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b", app.store as ReturnType<typeof openMemoryStore>);
    expect(await ownerStepSettings(moved, graph).memory.recall("key")).toBeNull();
    expect(await ownerStepSettings(app, graph).memory.recall("key")).toBe("of one");
  });

  it("is not read by steps of another type", async () => {
    const app = createApp();
    await ownerStepSettings(app, graph).memory.remember("key", "graph's", MINUTE);
    const other = ownerStepSettings(app, { type: "group", settings: {} }).memory;
    expect(await other.recall("key")).toBeNull();
    await other.remember("key", "group's", MINUTE);

    expect(await ownerStepSettings(app, graph).memory.recall("key")).toBe("graph's");
  });

  it("is forgotten with the person it names", async () => {
    const app = createApp();
    const { memory } = ownerStepSettings(app, graph);
    await memory.remember("adele.vance@contoso.com", "enabled", MINUTE);
    await memory.remember("finance@contoso.com", "adele.vance@contoso.com", MINUTE);
    await app.store.purge({ person: "Adele.Vance@contoso.com" }, app.clock.now(), false);

    expect(await memory.recall("adele.vance@contoso.com")).toBeNull();
    expect(await memory.recall("finance@contoso.com")).toBeNull();
  });

  it("is nothing during a check, which asks anew and stores nothing", async () => {
    const app = createApp();
    await ownerStepSettings(app, graph).memory.remember("key", "believed", MINUTE);
    const { memory } = ownerStepCheckSettings(app, graph);
    await memory.remember("other", "checked", MINUTE);

    expect(await memory.recall("key")).toBeNull();
    expect(await ownerStepSettings(app, graph).memory.recall("other")).toBeNull();
  });
});
