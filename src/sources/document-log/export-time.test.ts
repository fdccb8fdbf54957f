import { expect, it } from "vitest";
import { exportTime } from "./export-time.ts";

const NOW = Date.parse("2026-11-21T06:00:00Z");
const WRITTEN = "2026-11-20T18:00:00Z";

it.each([
  ["documents-2026-11-18.json", "2026-11-18T00:00:00Z"],
  ["20261118_documents.json.gz", "2026-11-18T00:00:00Z"],
  ["documents 2026-11-18T06-30-15Z.json", "2026-11-18T06:30:15Z"],
  ["documents_2026-11-18_06.30.json", "2026-11-18T06:30:00Z"],
  ["documents-20261118T063015Z.json", "2026-11-18T06:30:15Z"],
  ["documents-2026-11-01_2026-11-18.json", "2026-11-18T00:00:00Z"],
  ["documents-2026-11-18_99-99.json", "2026-11-18T00:00:00Z"],
  ["documents-2026-11-18-2.json", "2026-11-18T00:00:00Z"],
  ["documents-2026-11-18-2030-01-01.json", "2026-11-18T00:00:00Z"],
  ["documents.json", WRITTEN],
  ["documents-2026-02-30.json", WRITTEN],
  ["documents-2027-01-01.json", WRITTEN],
  ["documents-1999-01-01.json", WRITTEN],
  ["documents-120261118.json", WRITTEN],
  ["documents-18-11-2026.json", WRITTEN],
])("%s was written at %s", (name, time) => {
  expect(exportTime(name, Date.parse(WRITTEN), NOW)).toBe(time);
});

it.each([
  ["of that day", "documents-2026-11-18.json", "2026-11-18T18:00:00Z", "2026-11-18T18:00:00Z"],
  ["of the day after", "documents-2026-11-18.json", "2026-11-19T23:59:59Z", "2026-11-19T23:59:59Z"],
  ["of that day where it begins first", "documents-20261118.json", "2026-11-17T10:00:00Z", "2026-11-17T10:00:00Z"],
  ["from before", "documents-2026-11-18.json", "2026-11-17T09:59:59Z", "2026-11-18T00:00:00Z"],
  ["copied later", "documents-2026-11-18.json", "2026-11-20T00:00:00Z", "2026-11-18T00:00:00Z"],
  ["that has not come yet", "documents-2026-11-21.json", "2026-11-21T06:00:01Z", "2026-11-21T00:00:00Z"],
  ["of that day, of two dates the last", "2026-11-01_2026-11-18.json", "2026-11-18T18:00:00Z", "2026-11-18T18:00:00Z"],
  ["beside a time in the name", "documents-2026-11-18T06-30.json", "2026-11-18T18:00:00Z", "2026-11-18T06:30:00Z"],
])("a date alone, and the file's own time %s: %s, %s", (_what, name, mtime, time) => {
  expect(exportTime(name, Date.parse(mtime), NOW)).toBe(time);
});

it("a file that is written anew on its day is newer than it was", () => {
  const times = [6, 9, 12, 30].map((hour) =>
    exportTime("documents-2026-11-18.json", Date.UTC(2026, 10, 18, hour), NOW),
  );
  expect(times).toEqual([...new Set(times)].sort());
});

it("is now for a file whose own time has not come yet, or is none", () => {
  expect(exportTime("a.json", NOW + 1_000, NOW)).toBe("2026-11-21T06:00:00Z");
  expect(exportTime("a.json", -1, NOW)).toBe("2026-11-21T06:00:00Z");
  expect(exportTime("a.json", Number.NaN, NOW)).toBe("2026-11-21T06:00:00Z");
});
