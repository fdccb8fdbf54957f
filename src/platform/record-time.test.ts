import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishedTime, recordTime } from "./record-time.ts";

describe("recordTime", () => {
  it.each([
    ["2026-11-18", "00:02:52", "2026-11-18T00:02:52Z"],
    ["2026-11-18", "23:59:59.9999999", "2026-11-18T23:59:59Z"],
    ["2026-11-18", "23:59:59,5", "2026-11-18T23:59:59Z"],
    ["2026-11-18", "00:02:52Z", "2026-11-18T00:02:52Z"],
    ["2024-02-29", "12:00:00", "2024-02-29T12:00:00Z"],
    ["2000-02-29", "12:00:00", "2000-02-29T12:00:00Z"],
  ])("%s %s is %s", (date, time, expected) => {
    expect(recordTime(date, time)).toBe(expected);
  });

  it.each([
    ["2026-02-29", "00:00:00"],
    ["1900-02-29", "00:00:00"],
    ["2026-04-31", "00:00:00"],
    ["2026-13-01", "00:00:00"],
    ["2026-00-10", "00:00:00"],
    ["2026-01-00", "00:00:00"],
    ["2026-11-18", "24:00:00"],
    ["2026-11-18", "12:60:00"],
    ["2026-11-18", "12:00:60"],
    ["2026-11-18", "1:00:00"],
    ["2026-11-18", "00:00"],
    ["18.11.2026", "00:00:00"],
    ["2026-11-18T00:00:00", "00:00:00"],
    ["+02026-11-18", "00:00:00"],
    [undefined, "00:00:00"],
    ["2026-11-18", undefined],
  ])("%s %s is no time", (date, time) => {
    expect(recordTime(date, time)).toBeUndefined();
  });

  it("knows every second there is", () => {
    const moments = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        const text = moment.toISOString().slice(0, 19);
        expect(recordTime(text.slice(0, 10), text.slice(11))).toBe(`${text}Z`);
      }),
      { seed: 2 },
    );
  });
});

describe("publishedTime", () => {
  it.each([
    ["2015-10-15T21:37:00", "2015-10-15T21:37:00Z"],
    ["2015-10-15 21:37:00", "2015-10-15T21:37:00Z"],
    ["2015-10-15T21:37", "2015-10-15T21:37:00Z"],
    ["2015-10-15", "2015-10-15T00:00:00Z"],
    ["2015-10-15T21:37:00.1234567", "2015-10-15T21:37:00Z"],
    ["2015-10-15T21:37:00Z", "2015-10-15T21:37:00Z"],
    ["2015-10-15T21:37:00+02:00", "2015-10-15T19:37:00Z"],
  ])("%s is %s", (value, expected) => {
    expect(publishedTime(value)).toBe(expected);
  });

  it.each([
    "",
    "0001-01-01T00:00:00",
    "1601-01-01T00:00:00",
    "1970-01-01",
    "2026-02-30T00:00:00",
    "10/15/2015",
    "2015-10-15T21:37:00+99:00",
    undefined,
  ])("%j is no time a document was protected at", (value) => {
    expect(publishedTime(value)).toBeUndefined();
  });
});
