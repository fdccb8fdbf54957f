import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { growFiles } from "./growing-files.ts";
import { createRandom } from "./random.ts";
import { disordered, shuffled } from "./rms-log-rows.ts";
import { type RmsLogShape, writeRmsLogs } from "./rms-logs.ts";
import { createTenant } from "./tenant.ts";

const TENANT = createTenant({ seed: 5, refusals: 300, owners: 12 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockbell-tenant-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("writeRmsLogs", () => {
  it("writes what happened, a file a day, under the documented header", () => {
    const { files, rows } = writeRmsLogs(TENANT, folder, { rows: "exact" });
    expect(files).toEqual(["rmslog-2026-11-18.log", "rmslog-2026-11-19.log", "rmslog-2026-11-20.log"]);
    expect(readdirSync(folder)).toEqual(files);
    const data = files.flatMap((file) => linesOf(file).filter((line) => !line.startsWith("#")));
    const truth = [...TENANT.attempts()];
    expect([rows, data.length]).toEqual([truth.length, truth.length]);
    for (const [i, line] of data.entries()) {
      const fields = line.split("\t");
      expect(fields).toHaveLength(17);
      expect(fields[1]).toBe(new Date(truth[i]!.at).toISOString().slice(11, 19));
      expect(fields[4]).toBe(`'${truth[i]!.reader}'`);
      expect(line).not.toMatch(/undefined|NaN/);
    }
    for (const file of files)
      expect(
        linesOf(file)
          .slice(0, 3)
          .map((line) => line.slice(0, 9)),
      ).toEqual(["#Software", "#Version:", "#Fields: "]);
  });

  it.each<[string, RmsLogShape, (bytes: Buffer) => string]>([
    ["CRLF", { lineBreak: "crlf" }, (bytes) => bytes.toString().replaceAll("\r\n", "\n")],
    ["a byte order mark", { encoding: "utf-8-bom" }, (bytes) => bytes.subarray(3).toString()],
    ["UTF-16", { encoding: "utf-16le" }, (bytes) => bytes.subarray(2).toString("utf16le")],
    [
      "UTF-16, big end first",
      { encoding: "utf-16be" },
      (bytes) => Buffer.from(bytes).swap16().subarray(2).toString("utf16le"),
    ],
    ["gzip", { gzip: true }, (bytes) => gunzipSync(bytes).toString()],
    ["no last line break", { unfinished: true }, (bytes) => `${bytes.toString()}\n`],
  ])("writes the same with %s", (_, shape, plain) => {
    const usual = writeRmsLogs(TENANT, join(folder, "usual"));
    const other = writeRmsLogs(TENANT, join(folder, "other"), shape);
    expect(other.rows).toBe(usual.rows);
    for (const [i, file] of other.files.entries()) {
      expect(plain(readFileSync(join(folder, "other", file)))).toBe(
        readFileSync(join(folder, "usual", usual.files[i]!), "utf8"),
      );
    }
  });

  it("cuts days, doubles files and hides their names", () => {
    const { files, rows } = writeRmsLogs(TENANT, folder, { filesPerDay: 10, doubled: true, renamed: true });
    expect(files.length).toBe(60);
    expect(files.filter((name) => name.includes("2026"))).toEqual([]);
    expect(linesOf(files[0]!)).toEqual(linesOf(`copy-of-${files[0]}`));
    expect(files.flatMap((file) => linesOf(file).filter((line) => !line.startsWith("#")))).toHaveLength(rows);
  });

  it("orders columns anew in each file, and writes ten of them as version 1.0", () => {
    const shuffledFiles = writeRmsLogs(TENANT, join(folder, "a"), { columns: "shuffled" }).files;
    expect(new Set(shuffledFiles.map((file) => linesOf(`a/${file}`)[2])).size).toBe(3);
    const [old] = writeRmsLogs(TENANT, join(folder, "b"), { columns: "version-1.0" }).files;
    expect(linesOf(`b/${old}`)[1]).toBe("#Version: 1.0");
    expect(linesOf(`b/${old}`)[7]!.split("\t")).toHaveLength(10);
  });

  it("streams: a hundred times as much needs hardly more memory", () => {
    const peak = (refusals: number): number => {
      const before = process.memoryUsage().rss;
      writeRmsLogs(createTenant({ seed: 6, refusals, owners: 50, successes: 0 }), join(folder, `${refusals}`));
      return process.memoryUsage().rss - before;
    };
    peak(1_000);
    expect(peak(100_000)).toBeLessThan(150_000_000);
  });
});

describe("disorder", () => {
  const rows = Array.from({ length: 2_000 }, (_, i) => i);

  it("loses no row, repeats a share, and moves a row by a few places only", () => {
    const out = [...disordered(createRandom(1, "test"), rows, { duplicates: 0.1, late: 0.1 })];
    expect(new Set(out).size).toBe(rows.length);
    expect(out.length).toBeGreaterThan(2_100);
    expect(out.length).toBeLessThan(2_300);
    expect(out).not.toEqual([...out].sort((a, b) => a - b));
    for (const [place, row] of out.entries())
      expect(Math.abs(place * (rows.length / out.length) - row)).toBeLessThan(120);
  });

  it("shuffles within windows", () => {
    const out = [...shuffled(createRandom(1, "test"), rows, 100)];
    expect([...out].sort((a, b) => a - b)).toEqual(rows);
    expect(out.slice(0, 100).every((row) => row < 100)).toBe(true);
    expect(out.slice(0, 100)).not.toEqual(rows.slice(0, 100));
  });
});

describe("growFiles", () => {
  it("writes longer and longer beginnings, and in the end the whole", () => {
    const { files } = writeRmsLogs(TENANT, join(folder, "from"));
    const sizes: number[] = [];
    for (const stage of growFiles(join(folder, "from"), join(folder, "to"), 4, 1)) {
      const bytes = readFileSync(join(folder, "to", files[0]!));
      const whole = readFileSync(join(folder, "from", files[0]!));
      expect(whole.subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(bytes.length === whole.length).toBe(stage === 4);
      sizes.push(bytes.length);
    }
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });
});

function linesOf(file: string): readonly string[] {
  return readFileSync(join(folder, file), "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
