import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

const SERIES = fileURLToPath(new URL("./testdata/send-series.ts", import.meta.url));
const BATCHES = 600;
const EVENTS = BATCHES * 50;
/** Milliseconds after the first settled call at which each process is killed, seeded. */
const MOMENTS = Array.from({ length: 20 }, (_, i) => (i * 7919) % 17);

/** Runs the series; kills it with SIGKILL that long after its first call if a moment is given. True if it was killed in the middle. */
async function runSeries(path: string, store: string, killAfterMs: number | null): Promise<boolean> {
  const child = spawn(process.execPath, [SERIES, path, store, String(BATCHES)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let timer: NodeJS.Timeout | undefined;
  child.stdout.once("data", () => {
    if (killAfterMs !== null) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  child.stdout.resume();
  const [code, signal] = await exit;
  clearTimeout(timer);
  if (killAfterMs === null) expect(code).toBe(0);
  return signal === "SIGKILL";
}

describe("an ndjson-file sink killed again and again while it sends", () => {
  it("has every event in the file once, each a whole line", { timeout: 60_000 }, async () => {
    const base = await mkdtemp(join(tmpdir(), "lockbell-kill-"));
    onTestFinished(() => rm(base, { recursive: true, force: true }));
    const [path, store] = [join(base, "denied.ndjson"), join(base, "store.json")];

    let kills = 0;
    for (const moment of MOMENTS) if (await runSeries(path, store, moment)) kills++;
    await runSeries(path, store, null);

    expect(kills).toBeGreaterThan(MOMENTS.length / 2);
    const lines = (await readFile(path, "utf8")).split("\n");
    expect(lines.pop()).toBe("");
    const ids = lines.map((line) => Number.parseInt(JSON.parse(line).id, 16));
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: EVENTS }, (_, n) => n));
    expect(JSON.parse(JSON.parse(await readFile(store, "utf8")).state)).toMatchObject({ gaps: [] });
  });
});
