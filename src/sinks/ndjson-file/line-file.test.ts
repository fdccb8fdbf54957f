import { appendFile, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ForeignWriteError, LineFile, StoppedError } from "./line-file.ts";

describe("a file of lines", () => {
  let base: string;
  let path: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "lockbell-lines-"));
    path = join(base, "denied.ndjson");
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  async function withFile<T>(work: (file: LineFile) => Promise<T>, signal = new AbortController().signal): Promise<T> {
    const file = await LineFile.open(path, signal);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }

  async function scan(from: number, to: number, headBytes = 8): Promise<{ heads: string[]; end: number }> {
    const heads: string[] = [];
    const end = await withFile((file) => file.scanLines(from, to, headBytes, (head) => heads.push(head.toString())));
    return { heads, end };
  }

  it("tells the heads of whole lines and where the last one ends", async () => {
    await writeFile(path, "first line\nab\n\nhalf a li");
    expect(await scan(0, 24)).toEqual({ heads: ["first li", "ab", ""], end: 15 });
    expect(await scan(11, 24)).toEqual({ heads: ["ab", ""], end: 15 });
    expect(await scan(11, 13)).toEqual({ heads: [], end: 11 });
    expect(await scan(15, 15)).toEqual({ heads: [], end: 15 });
    expect(await scan(0, 1_000)).toEqual({ heads: ["first li", "ab", ""], end: 15 });
  });

  it("reads lines wherever its reads happen to cut them", async () => {
    const length = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 262_120, max: 262_160 }));
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 4 }), fc.integer({ min: 0, max: 20 }), async (lengths, torn) => {
        const lines = lengths.map((count, i) => `${i}`.padEnd(count, "x"));
        await writeFile(path, lines.map((line) => `${line}\n`).join("") + "t".repeat(torn));
        const end = lines.reduce((sum, line) => sum + line.length + 1, 0);
        expect(await scan(0, end + torn)).toEqual({ heads: lines.map((line) => line.slice(0, 8)), end });
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it("reads a line of a quarter of a gigabyte in little memory", { timeout: 30_000 }, async () => {
    const LENGTH = 256 * 1_024 ** 2;
    const file = await open(path, "w");
    await file.truncate(LENGTH);
    await file.write("\nwhole\n", LENGTH);
    await file.close();
    const before = process.memoryUsage().rss;
    expect(await scan(0, LENGTH + 7)).toEqual({ heads: ["\0".repeat(8), "whole"], end: LENGTH + 7 });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_024 ** 2);
  });

  it("knows where a line begins", async () => {
    await writeFile(path, "ab\ncd");
    expect(await withFile((file) => Promise.all([0, 1, 3, 4, 9].map((at) => file.isLineStart(at))))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it("appends only where it was told that the file ends", async () => {
    await withFile(async (file) => {
      await file.append(Buffer.from("one\n"), 0);
      await file.append(Buffer.from("two\n"), 4);
      await appendFile(path, "foreign\n");
      await expect(file.append(Buffer.from("three\n"), 8)).rejects.toBeInstanceOf(ForeignWriteError);
    });
    expect(await readFile(path, "utf8")).toBe("one\ntwo\nforeign\n");
  });

  it("cuts only where it was told that the file ends", async () => {
    await writeFile(path, "one\ntwo\n");
    await withFile(async (file) => {
      await file.cut(4, 0);
      await file.cut(100, 4);
      expect((await stat(path)).size).toBe(8);
      await file.cut(8, 4);
    });
    expect(await readFile(path, "utf8")).toBe("one\n");
  });

  it("takes back its own bytes, and nothing once somebody wrote after them", async () => {
    await writeFile(path, "one\n");
    await withFile(async (file) => {
      await file.takeBack(0);
      expect(await readFile(path, "utf8")).toBe("one\n");
      await file.append(Buffer.from("two\n"), 4);
      await file.append(Buffer.from("three\n"), 8);
      await file.takeBack(4);
      expect(await readFile(path, "utf8")).toBe("one\n");
      await file.append(Buffer.from("two\n"), 4);
      await appendFile(path, "foreign\n");
      await file.takeBack(4);
    });
    expect(await readFile(path, "utf8")).toBe("one\ntwo\nforeign\n");
  });

  it.each<[string, (file: LineFile) => Promise<void>]>([
    ["appends", (file) => file.append(Buffer.from("two\n"), 4)],
    ["cuts", (file) => file.cut(4, 0)],
  ])("%s nothing when time is up by the moment it would", async (_what, change) => {
    await writeFile(path, "one\n");
    const stop = new AbortController();
    await withFile(async (file) => {
      const late = change(file);
      stop.abort();
      await expect(late).rejects.toBeInstanceOf(StoppedError);
    }, stop.signal);
    expect(await readFile(path, "utf8")).toBe("one\n");
  });

  it("cuts nothing off a file that took its place", async () => {
    await writeFile(path, "one\n");
    await withFile(async (file) => {
      await rename(path, `${path}.1`);
      await writeFile(path, "somebody else's\n");
      await file.cut(16, 0);
    });
    expect(await readFile(path, "utf8")).toBe("somebody else's\n");
    expect(await readFile(`${path}.1`, "utf8")).toBe("one\n");
  });
});
