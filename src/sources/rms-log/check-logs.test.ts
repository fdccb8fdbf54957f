import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLogs } from "./check-logs.ts";
import { rmsLogConfig } from "./config.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockbell-logs-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = (path: string | string[]) => Array.fromAsync(checkLogs(rmsLogConfig.parse({ path }), folder));

describe("checking usage logs", () => {
  it("counts the files that can be opened", async () => {
    for (const day of [18, 19]) writeFileSync(join(folder, `rmslog-2026-11-${day}.log`), "");
    expect(await check("*.log")).toEqual([{ subject: "log files", status: "ok", detail: "2 can be read." }]);
  });

  it("names a path that matches nothing, and still counts the rest", async () => {
    writeFileSync(join(folder, "rmslog-2026-11-18.log"), "");
    expect(await check(["*.log", "old/*.log"])).toMatchObject([
      { status: "failed", detail: "old/*.log", advice: expect.stringContaining("No file matches") },
      { status: "ok", detail: "1 can be read." },
    ]);
  });
});
