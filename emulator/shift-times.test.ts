import fc from "fast-check";
import { expect, test } from "vitest";
import { type ParsedTable, parseTable } from "./parse-table.ts";
import { secondsToRecent, shiftTable } from "./shift-times.ts";

const usage: ParsedTable = parseTable({
  columns: [
    { name: "TimeGenerated", type: "datetime" },
    { name: "date_s", type: "string" },
    { name: "time_s", type: "string" },
    { name: "date_published_s", type: "string" },
    { name: "AuditData", type: "dynamic" },
    { name: "Note", type: "string" },
    { name: "Count", type: "long" },
  ],
  rows: [
    [
      "2026-11-19T00:02:52.1234567Z",
      "2026-11-18",
      "23:59:58",
      "2026-10-25T20:38:54",
      '{"CreationTime":"2026-11-18T23:59:58","text":"at 2026-11-18T23:59:58"}',
      "seen 2026-11-18T23:59:58Z",
      7,
    ],
    ["2026-11-18T00:00:00Z", "", "00:00:00", "soon", null, null, null],
  ],
});

test("every time of a row moves by the same seconds and keeps its own form; nothing else changes", () => {
  expect(shiftTable(usage, 3).rows).toEqual([
    [
      "2026-11-19T00:02:55.1234567Z",
      "2026-11-19",
      "00:00:01",
      "2026-10-25T20:38:57",
      '{"CreationTime":"2026-11-19T00:00:01","text":"at 2026-11-18T23:59:58"}',
      "seen 2026-11-18T23:59:58Z",
      7,
    ],
    ["2026-11-18T00:00:03Z", "", "00:00:00", "soon", null, null, null],
  ]);
});

test("a move and the move back leave a table as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), (seconds) => {
      expect(shiftTable(shiftTable(usage, seconds), -seconds)).toEqual(usage);
    }),
    { seed: 20_261_118, numRuns: 200 },
  );
});

test("the newest row of all tables becomes five minutes old, to the second", () => {
  const now = Date.UTC(2027, 0, 1, 12, 0, 0, 750);
  const older = { ...usage, rows: usage.rows.slice(1) };
  const seconds = secondsToRecent([older, usage, { columns: [], rows: [] }], now);
  const newest = shiftTable(usage, seconds).rows[0]?.[0];
  expect(newest).toBe("2027-01-01T11:55:00.1234567Z");
});

test("without any time nothing is moved", () => {
  expect(secondsToRecent([parseTable({ columns: [{ name: "a", type: "string" }], rows: [["x"]] })], 0)).toBe(0);
  expect(secondsToRecent([], 0)).toBe(0);
});
