import { describe, expect, it } from "vitest";
import { wordsIn } from "./messages/catalogue.ts";
import { dayIn, instantIn, periodIn } from "./notice-time.ts";

const words = wordsIn("en");

describe("first to last, in the reader's time zone", () => {
  it.each([
    [
      "one minute",
      "Europe/Berlin",
      "2026-11-14T08:02:10Z",
      "2026-11-14T08:02:50Z",
      "14 November 2026, 09:02 (UTC+01:00)",
    ],
    [
      "one day",
      "Europe/Berlin",
      "2026-11-14T08:02:10Z",
      "2026-11-14T08:11:50Z",
      "14 November 2026, 09:02 to 09:11 (UTC+01:00)",
    ],
    [
      "over midnight there",
      "Europe/Berlin",
      "2026-11-14T22:58:00Z",
      "2026-11-14T23:04:00Z",
      "14 November 2026, 23:58 to 15 November 2026, 00:04 (UTC+01:00)",
    ],
    [
      "over midnight in UTC only",
      "America/New_York",
      "2026-11-14T23:58:00Z",
      "2026-11-15T00:04:00Z",
      "14 November 2026, 18:58 to 19:04 (UTC-05:00)",
    ],
    [
      "over the change of clocks",
      "Europe/Berlin",
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:30:00Z",
      "25 October 2026, 02:30 (UTC+02:00) to 25 October 2026, 02:30 (UTC+01:00)",
    ],
    ["midnight is 00", "UTC", "2026-11-14T00:00:00Z", "2026-11-14T00:00:00Z", "14 November 2026, 00:00 (UTC+00:00)"],
    [
      "half hours",
      "Asia/Kolkata",
      "2026-11-14T00:00:00Z",
      "2026-11-14T01:00:00Z",
      "14 November 2026, 05:30 to 06:30 (UTC+05:30)",
    ],
  ])("%s", (_case, zone, first, last, expected) => {
    expect(periodIn(first, last, zone, words)).toBe(expected);
  });

  it("a moment and a day", () => {
    expect(instantIn("2026-11-14T08:02:10Z", "Europe/Berlin", words)).toBe("14 November 2026, 09:02 (UTC+01:00)");
    expect(dayIn("2026-11-14T23:30:00Z", "Europe/Berlin", words)).toBe("15 November 2026");
  });
});
