import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import type { NamedComponentConfig } from "../config/config.ts";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import { type PreviewedEvents, previewSinks, type SinkPreviews } from "./preview-sinks.ts";
import { sampleNotice } from "./sample-notice.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockbell-preview-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const WORKSPACE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

const SETTINGS: { readonly [type: string]: object } = {
  "ndjson-file": { path: "anywhere/denied.ndjson" },
  "sentinel-stix": { workspaceId: WORKSPACE },
};

/** A sink as the configuration would have it. */
function sink(name: string, type: string): NamedComponentConfig {
  const entry = SINK_REGISTRY.find((one) => one.type === type);
  if (entry === undefined) throw new Error(`There is no sink of type ${type}.`);
  return { name, type, settings: entry.config.parse({ type, ...SETTINGS[type] }) };
}

function preview(sinks: readonly NamedComponentConfig[], more: Partial<PreviewedEvents> = {}): Promise<SinkPreviews> {
  const { events } = sampleNotice(createFakeClock("2026-11-18T09:00:00Z"));
  return previewSinks(
    sinks,
    { events, documents: new Map(), areMadeUp: false, ...more },
    { path: folder, files: ["SAMP-0000.json"] },
  );
}

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe("what the sinks would be sent", () => {
  it("is a file for each under its name, and the refusals in full as the file sink's own", async () => {
    const previews = await preview([sink("all", "ndjson-file"), sink("sentinel", "sentinel-stix")]);

    expect(previews).toEqual({
      sinks: {
        all: { file: "denied.ndjson", events: 3, skipped: {} },
        sentinel: { file: "sentinel.json", events: 3, skipped: {} },
      },
      events: { file: "denied.ndjson", count: 3 },
    });
    expect(readdirSync(folder).sort()).toEqual(["denied.ndjson", "sentinel.json"]);
    expect(read("denied.ndjson").split("\n")).toHaveLength(4);
    expect(JSON.stringify(JSON.parse(read("sentinel.json")))).toContain("203.0.113.1");
  });

  it("is the refusals in full where no sink is configured, and only what is configured where one is", async () => {
    expect(await preview([])).toEqual({ sinks: {}, events: { file: "denied.ndjson", count: 3 } });
    rmSync(join(folder, "denied.ndjson"));
    expect(await preview([sink("sentinel", "sentinel-stix")])).toMatchObject({ events: null });
    expect(readdirSync(folder)).toEqual(["sentinel.json"]);
  });

  it("is marked as a test where it is made up", async () => {
    await preview([sink("sentinel", "sentinel-stix")], { areMadeUp: true });
    expect(read("sentinel.json")).toMatch(/test/i);
  });

  it("of no refusals is no file", async () => {
    expect(await preview([sink("sentinel", "sentinel-stix")], { events: [] })).toEqual({ sinks: {}, events: null });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["../../elsewhere", "______elsewhere.json"],
    ["/etc/passwd", "_etc_passwd.json"],
    ["C:\\windows", "C__windows.json"],
    ["con", "sink_con.json"],
    ["", "sink_.json"],
    ["..", "__.json"],
    ["a\u202eb\u0000c\n", "a_b_c_.json"],
    ["SAMP-0000", "SAMP-0000-2.json"],
    ["__proto__", "__proto__.json"],
    ["x".repeat(300), `${"x".repeat(80)}.json`],
  ])("whatever a sink is called, here %j, its file stays in the folder", async (name, file) => {
    const { sinks } = await preview([sink(name, "sentinel-stix")]);

    expect(Object.entries(sinks)).toEqual([[name, expect.objectContaining({ file })]]);
    expect(readdirSync(folder)).toEqual([file]);
  });

  it("never overwrites another sink's, also where upper and lower case are the same", async () => {
    const { sinks } = await preview(["a.b", "a_b", "A_B"].map((name) => sink(name, "sentinel-stix")));
    expect(Object.values(sinks).map(({ file }) => file)).toEqual(["a_b.json", "a_b-2.json", "A_B-3.json"]);
    const two = await preview([sink("first", "ndjson-file"), sink("second", "ndjson-file")]);
    expect(Object.values(two.sinks).map(({ file }) => file)).toEqual(["denied.ndjson", "second.ndjson"]);
  });
});
