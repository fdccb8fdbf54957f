import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../../catalogue/document.ts";
import { testBatch, testEvent } from "../conformance.ts";
import { graphTiIndicatorConfig } from "./config.ts";
import { graphTiIndicatorSink } from "./index.ts";

const configOf = (keys: object = {}) => graphTiIndicatorConfig.parse({ type: "graph-tiindicator", ...keys });
const DEFENDER = { targetProduct: "Microsoft Defender ATP" };

describe("the configuration of a graph-tiindicator sink", () => {
  it("is calm unless it says otherwise", () => {
    expect(configOf()).toEqual({
      type: "graph-tiindicator",
      targetProduct: "Azure Sentinel",
      action: "alert",
      lifetime: 7 * 86_400_000,
      confidence: 10,
      severity: 2,
      tlpLevel: "amber",
      threatType: "WatchList",
      addresses: { corporate: [], shared: [], allowed: [] },
    });
  });

  it.each([
    ["a product that takes none", { targetProduct: "Azure Defender" }],
    ["more than certain", { confidence: 101 }],
    ["more than severe", { severity: 6 }],
    ["a threat of its own", { threatType: "Insider" }],
    ["an indicator that is over at once", { lifetime: "0s" }],
    ["a range that is none", { addresses: { corporate: ["198.51.100.0/33"] } }],
    ["an unknown key", { tenant: "contoso" }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(graphTiIndicatorConfig.safeParse({ type: "graph-tiindicator", ...keys }).success).toBe(false);
  });

  it("keeps the service's limits for all sinks of the installation together", () => {
    expect(graphTiIndicatorSink.batchSize(configOf())).toBe(100);
    expect(graphTiIndicatorSink.pacing(configOf())).toEqual({
      resource: "graph:ti-indicators",
      limits: [{ count: 1_000, perMs: 60_000 }],
    });
    expect(graphTiIndicatorSink.pacing(configOf(DEFENDER))).toEqual(graphTiIndicatorSink.pacing(configOf()));
    expect(graphTiIndicatorSink.singleWriter).toBe(false);
  });
});

describe("what is skipped", () => {
  it.each<[string, object, string | null]>([
    [
      "an address of one's own network, for Defender",
      { addresses: { corporate: ["192.0.2.0/24"] }, ...DEFENDER },
      "corporate-address",
    ],
    [
      "an address that is allowed, for Defender",
      { addresses: { allowed: ["192.0.2.17"] }, ...DEFENDER },
      "allow-listed-address",
    ],
    ["an address of anybody, for Defender", DEFENDER, null],
    ["an address of one's own network, for Sentinel", { addresses: { corporate: ["192.0.2.0/24"] } }, null],
  ])("is named: %s", (_what, keys, reason) => {
    expect(graphTiIndicatorSink.skips(configOf(keys), testEvent(1))).toBe(reason);
  });
});

describe("a preview", () => {
  const contentId = testEvent(1).contentId ?? "";
  const asOf = "2026-11-02T09:15:00Z";
  const record: DocumentRecord = { contentId, label: { value: "Highly Confidential", asOf, origin: "workspace" } };

  it.each([
    ["sentinel", {}],
    ["defender", DEFENDER],
  ])("is the very body that would be sent, for %s", async (name, keys) => {
    const batch = { ...testBatch("b-1", 1, 1), documents: new Map([[contentId, record]]) };
    const { extension, content } = graphTiIndicatorSink.preview(configOf(keys), batch);
    expect(extension).toBe("json");
    await expect(content).toMatchFileSnapshot(join("testdata", `preview-${name}.json`));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act on must not be there.
    expect(content).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
  });

  it("of a test says so", () => {
    const { content } = graphTiIndicatorSink.preview(configOf(), { ...testBatch("b-1", 1, 1), isTest: true });
    expect(JSON.parse(content).value[0]).toMatchObject({ description: expect.stringMatching(/^\[TEST\]/) });
  });
});
