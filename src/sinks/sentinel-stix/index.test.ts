import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIELD_REACH } from "../../event/denied-event.ts";
import { PROPERTY_NAMES } from "../../indicator/properties.ts";
import { EXTENSION_ID } from "../../indicator/stix.ts";
import { testBatch, testEvent } from "../conformance.ts";
import { sentinelStixConfig } from "./config.ts";
import { sentinelStixSink } from "./index.ts";
import { WORKSPACE } from "./testdata/fake-sentinel.ts";

const LEAST = { type: "sentinel-stix", workspaceId: WORKSPACE };
const config = sentinelStixConfig.parse(LEAST);
const README = readFileSync(new URL("./README.md", import.meta.url), "utf8");

describe("the configuration of a sentinel-stix sink", () => {
  it("needs the workspace alone", () => {
    expect(config).toEqual({
      ...LEAST,
      sourceSystem: "Lockbell",
      lifetime: 172_800_000,
      confidence: 10,
      addresses: { corporate: [], shared: [], allowed: [] },
      uploadPath: "threat-intelligence-stix-objects:upload",
    });
  });

  it.each([
    ["no workspace", { workspaceId: undefined }],
    ["a workspace's name", { workspaceId: "contoso-siem" }],
    ["a workspace in braces", { workspaceId: `{${WORKSPACE}}` }],
    ["the service's own name", { sourceSystem: "Microsoft Sentinel" }],
    ["the service's own name in disguise", { sourceSystem: " microsoft sentinel " }],
    ["a blank name", { sourceSystem: "  " }],
    ["a name too long", { sourceSystem: "x".repeat(257) }],
    ["no lifetime", { lifetime: "0s" }],
    ["too much confidence", { confidence: 101 }],
    ["half a point of confidence", { confidence: 0.5 }],
    ["an address that is none", { addresses: { corporate: ["198.51.100"] } }],
    ["every IPv4 address there is", { addresses: { corporate: ["0.0.0.0/0"] } }],
    ["the same in IPv6 form", { addresses: { shared: ["::ffff:0:0/96"] } }],
    ["every IPv6 address there is", { addresses: { allowed: ["::/0"] } }],
    ["a range that begins in its middle", { addresses: { shared: ["198.51.100.7/24"] } }],
    ["an unknown list", { addresses: { partners: [] } }],
    ["a path that leads elsewhere", { uploadPath: "../../other:upload" }],
    ["an unknown key", { workspace: WORKSPACE }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(sentinelStixConfig.safeParse({ ...LEAST, ...keys }).success).toBe(false);
  });
});

describe("a sentinel-stix sink", () => {
  it("keeps the service's limits, which are one for all workspaces", () => {
    expect(sentinelStixSink.batchSize(config)).toBe(100);
    expect(sentinelStixSink.singleWriter).toBe(false);
    expect(sentinelStixSink.pacing(config)).toEqual({
      resource: "sentinel-upload",
      limits: [{ count: 100, perMs: 60_000 }],
    });
    const other = { ...config, workspaceId: WORKSPACE.replace("7", "8") };
    expect(sentinelStixSink.pacing(other)).toEqual(sentinelStixSink.pacing(config));
  });

  it("loses no refusal: without a usable address it tells of the account", () => {
    const listed = { ...config, addresses: { corporate: ["192.0.2.0/24"], shared: [], allowed: [] } };
    expect(sentinelStixSink.skips(listed, testEvent(1))).toBeNull();
    expect(sentinelStixSink.preview(config, testBatch("b-1", 1, 1)).content).toContain(
      "[ipv4-addr:value = '192.0.2.17']",
    );
    expect(sentinelStixSink.preview(listed, testBatch("b-1", 1, 1)).content).toContain(
      "[user-account:account_login = 'tomas.rossi@fabrikam.com']",
    );
  });

  it("shows the body of the request, safe to look at, with what the catalogue knows and marked if it is a test", () => {
    const contentId = testEvent(1).contentId ?? "";
    const label = { value: "Public", asOf: "2026-11-17T00:00:00Z", origin: "workspace" };
    const batch = {
      ...testBatch("b-1", 1, 1),
      documents: new Map([[contentId, { contentId, label }]]),
      isTest: true,
    } as const;
    const { extension, content } = sentinelStixSink.preview(config, batch);
    expect(extension).toBe("json");
    expect(content).not.toMatch(/[\u202a-\u202e\u2028\u2029]/);
    expect(JSON.parse(content)).toMatchObject({
      sourcesystem: "Lockbell",
      stixobjects: [
        {
          name: expect.stringMatching(/^\[TEST] /),
          labels: expect.arrayContaining(["test=true", "knownLabel=Public"]),
          extensions: { [EXTENSION_ID]: { properties: { raw: testEvent(1).raw } } },
        },
      ],
    });
  });
});

describe("the README's table", () => {
  it("names every field of the event and every other property", () => {
    for (const name of [...Object.keys(FIELD_REACH), ...PROPERTY_NAMES.filter((name) => !/(?:From|AsOf)$/.test(name))])
      expect(README).toContain(`| \`${name}\``);
    expect(README).toContain(EXTENSION_ID);
  });
});
