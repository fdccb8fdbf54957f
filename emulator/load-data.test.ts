import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadData } from "./load-data.ts";
import { seededRandom } from "./random.ts";

const NOW = Date.UTC(2027, 0, 1, 12);
const COLUMNS = [{ name: "TimeGenerated", type: "datetime" }];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-data-"));
  await mkdir(join(folder, "log-analytics"));
  await mkdir(join(folder, "directory"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(path: string, content: unknown): Promise<void> {
  await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
}

function load(times: "recent" | "none" = "recent") {
  return loadData(folder, { times, now: NOW, random: seededRandom(1) });
}

test("a table is named by its file, and all tables move by the same seconds", async () => {
  await put("log-analytics/A_CL.json", { columns: COLUMNS, rows: [["2026-11-18T00:00:00Z"]] });
  await put("log-analytics/B_CL.json", { tables: [{ columns: COLUMNS, rows: [["2026-11-18T00:01:00Z"]] }] });
  await put("log-analytics/README.md", "no table");
  const { tables, shiftSeconds } = await load();
  expect(tables.map(({ name, rows }) => [name, rows[0]?.cells[0]])).toEqual([
    ["A_CL", "2027-01-01T11:54:00Z"],
    ["B_CL", "2027-01-01T11:55:00Z"],
  ]);
  expect(new Date(Date.UTC(2026, 10, 18, 0, 1) + shiftSeconds * 1000).toISOString()).toBe("2027-01-01T11:55:00.000Z");
});

test("a row becomes visible seconds or minutes after it came to be, and never later than now", async () => {
  const rows = Array.from({ length: 200 }, (_, n) => [new Date(NOW - n * 3_000).toISOString()]);
  await put("log-analytics/A_CL.json", { columns: COLUMNS, rows });
  const { tables, shiftSeconds } = await load("none");
  expect(shiftSeconds).toBe(0);
  const latencies = tables[0]?.rows.map(({ cells, ingestedAt }) => ingestedAt - Date.parse(String(cells[0]))) ?? [];
  expect(Math.max(...latencies)).toBeLessThan(240_000);
  expect(latencies.slice(100).every((latency) => latency >= 5_000)).toBe(true);
  expect(tables[0]?.rows.every(({ ingestedAt }) => ingestedAt <= NOW)).toBe(true);
  expect(new Set(latencies).size).toBeGreaterThan(50);
});

test("the same seed gives the same ingestion times", async () => {
  await put("log-analytics/A_CL.json", {
    columns: COLUMNS,
    rows: [["2026-11-18T00:00:00Z"], ["2026-11-17T00:00:00Z"]],
  });
  expect((await load()).tables).toEqual((await load()).tables);
});

test("a folder that holds nothing, or is not there, is an empty tenant", async () => {
  const empty = { tables: [], users: [], groups: [], shiftSeconds: 0 };
  expect(await load()).toEqual(empty);
  const missing = join(folder, "missing");
  expect(await loadData(missing, { times: "recent", now: NOW, random: seededRandom(1) })).toEqual(empty);
});

test.each<[string, unknown, RegExp]>([
  ["log-analytics/A_CL.json", "{", /A_CL\.json: not JSON/],
  ["log-analytics/A_CL.json", { columns: COLUMNS, rows: [[1]] }, /A_CL\.json: row 1, column "TimeGenerated"/],
  ["directory/users.json", {}, /users\.json: no list/],
  ["directory/users.json", [{ id: "1" }], /users\.json: entry 1 has no "id" or no "userPrincipalName"/],
  ["directory/groups.json", [{ displayName: "x" }], /groups\.json: entry 1 has no "id"/],
])("%s that holds %j is refused by name", async (path, content, message) => {
  await put(path, content);
  await expect(load()).rejects.toThrow(message);
});
