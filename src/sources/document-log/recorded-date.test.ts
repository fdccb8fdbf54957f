import { expect, it } from "vitest";
import { readDate } from "./recorded-date.ts";

const TIME = "2026-11-16T00:00:00Z";

it.each([
  ["2026-11-16T00:00:00Z", TIME],
  ["2026-11-16T00:00:00.0000000Z", TIME],
  ["2026-11-16T00:00:00.1234567Z", "2026-11-16T00:00:00.1234567Z"],
  ["2026-11-16T02:00:00.9000000+02:00", "2026-11-16T00:00:00.9Z"],
  ["2026-11-16T02:00:00+02:00", TIME],
  ["2026-11-16T00:00:00", TIME],
  ["/Date(1794787200000)/", TIME],
  ["/Date(1794787200900+0100)/", "2026-11-16T00:00:00.9Z"],
  ["/Date(1794787200001)/", "2026-11-16T00:00:00.001Z"],
  [{ value: "/Date(1794787200000)/", DateTime: "Monday, November 16, 2026 12:00:00 AM" }, TIME],
  [{ value: "2026-11-16T00:00:00Z", DisplayHint: 2 }, TIME],
])("%j is a time", (value, time) => {
  expect(readDate(value)).toEqual({ kind: "time", time });
});

it.each([
  undefined,
  null,
  "",
  " ",
  "0001-01-01T00:00:00",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.9999999Z",
  "1601-01-01T00:00:00Z",
  "1970-01-01T00:00:00Z",
  "/Date(-62135596800000)/",
  "/Date(253402300799999)/",
  "/Date(9999999999999999)/",
  { value: null },
  { value: "" },
])("%j is none", (value) => {
  expect(readDate(value)).toEqual({ kind: "none" });
});

it.each([
  "3/6/2018 10:24:00 PM",
  "06.03.2018 22:24:00",
  "Monday, November 16, 2026",
  "2026-02-30T00:00:00Z",
  "soon",
  "/Date(x)/",
  1_794_787_200_000,
  true,
  [],
  {},
  { DateTime: "Monday, November 16, 2026 12:00:00 AM" },
  { value: { value: TIME } },
])("%j is not believed", (value) => {
  expect(readDate(value)).toEqual({ kind: "unread" });
});
