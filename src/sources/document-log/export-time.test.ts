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

it("is now for a file whose own time has not come yet, or is none", () => {
  expect(exportTime("a.json", NOW + 1_000, NOW)).toBe("2026-11-21T06:00:00Z");
  expect(exportTime("a.json", -1, NOW)).toBe("2026-11-21T06:00:00Z");
  expect(exportTime("a.json", Number.NaN, NOW)).toBe("2026-11-21T06:00:00Z");
});
