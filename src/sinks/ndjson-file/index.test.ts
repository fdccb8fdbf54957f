import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import { TestPort, testBatch, testEvent } from "../conformance.ts";
import { ndjsonFileConfig } from "./config.ts";
import { ndjsonFileSink } from "./index.ts";
import { renderLine } from "./render-line.ts";

/** A file reaches nobody's service. */
const NO_MICROSOFT: Microsoft = {
  credentials: "default",
  request: () => Promise.reject(new Error("Microsoft was asked.")),
  identify: () => Promise.reject(new Error("Microsoft was asked.")),
  close: async () => undefined,
};

describe("the configuration of an ndjson-file sink", () => {
  it.each([
    ["no path", {}],
    ["an empty path", { path: "" }],
    ["an unknown key", { path: "denied.ndjson", format: "json" }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(ndjsonFileConfig.safeParse({ type: "ndjson-file", ...keys }).success).toBe(false);
  });

  it("asks for one writer and no pacing", () => {
    const config = ndjsonFileConfig.parse({ type: "ndjson-file", path: "denied.ndjson" });
    expect(ndjsonFileSink.singleWriter).toBe(true);
    expect(ndjsonFileSink.pacing(config)).toBeNull();
    expect(ndjsonFileSink.batchSize(config)).toBe(1_000);
  });

  it("sends every event, and shows the very lines it would write", () => {
    const config = ndjsonFileConfig.parse({ type: "ndjson-file", path: "denied.ndjson" });
    expect(ndjsonFileSink.skips(config, testEvent(1))).toBeNull();
    expect(ndjsonFileSink.preview(config, testBatch("b-1", 1, 2))).toEqual({
      extension: "ndjson",
      content: renderLine(testEvent(1)) + renderLine(testEvent(2)),
    });
  });

  it("means a relative path from the configuration's folder", async () => {
    const baseDir = await mkdtemp(join(tmpdir(), "lockbell-ndjson-"));
    onTestFinished(() => rm(baseDir, { recursive: true, force: true }));
    const config = ndjsonFileConfig.parse({ type: "ndjson-file", path: "siem/denied.ndjson" });
    const sink = ndjsonFileSink.create(config, {
      name: "all",
      baseDir,
      clock: systemClock,
      logger: createLogger("silent"),
      microsoft: NO_MICROSOFT,
    });

    await sink.send([testBatch("b-1", 1, 1)], new TestPort(), new AbortController().signal);

    expect(await readFile(join(baseDir, "siem", "denied.ndjson"), "utf8")).toBe(renderLine(testEvent(1)));
  });
});
