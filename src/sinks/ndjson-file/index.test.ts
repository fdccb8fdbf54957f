import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import { TestPort, testBatch, testEvent } from "../conformance.ts";
import { ndjsonFileConfig } from "./config.ts";
import { ndjsonFileSink } from "./index.ts";
import { renderLine } from "./render-line.ts";

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

  it("means a relative path from the configuration's folder", async () => {
    const baseDir = await mkdtemp(join(tmpdir(), "lockbell-ndjson-"));
    onTestFinished(() => rm(baseDir, { recursive: true, force: true }));
    const config = ndjsonFileConfig.parse({ type: "ndjson-file", path: "siem/denied.ndjson" });
    const sink = ndjsonFileSink.create(config, {
      name: "all",
      baseDir,
      clock: systemClock,
      logger: createLogger("silent"),
    });

    await sink.send([testBatch("b-1", 1, 1)], new TestPort(), new AbortController().signal);

    expect(await readFile(join(baseDir, "siem", "denied.ndjson"), "utf8")).toBe(renderLine(testEvent(1)));
  });
});
