import { describe, expect, it } from "vitest";
import { readReferenceCode } from "../../platform/reference-code.ts";
import { readTrialReference, trialReference } from "./trial-reference.ts";

const SECRET = "a secret";
const NOW = Date.parse("2026-11-18T09:00:00Z");
const DAY = 86_400_000;

describe("the reference of a test message", () => {
  const reference = trialReference(SECRET, NOW);

  it("says that it is a test, and can be no notice's", () => {
    expect(reference).toMatch(/^TEST-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(readReferenceCode(reference)).toBeNull();
  });

  it("is read in any spelling, and tells its day", () => {
    const spellings = [
      reference,
      reference.toLowerCase(),
      reference.replaceAll("-", ""),
      ` ${reference.replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `,
    ];
    for (const typed of spellings)
      expect(readTrialReference(SECRET, typed, NOW + 400 * DAY)).toEqual({ reference, day: "2026-11-18" });
  });

  it("is known again for ten years, also by a clock that is a little behind", () => {
    expect(readTrialReference(SECRET, reference, NOW + 3_650 * DAY)).not.toBeNull();
    expect(readTrialReference(SECRET, reference, NOW - DAY)).not.toBeNull();
    expect(readTrialReference(SECRET, reference, NOW - 2 * DAY)).toBeNull();
  });

  it.each([
    ["made up", "TEST-AAAA-BBBB"],
    ["without the word", reference.slice("TEST-".length)],
    ["of a notice that begins with the word", "TEST-K7QD"],
    ["cut short", reference.slice(0, -1)],
    ["nothing", ""],
  ])("one that is %s is none", (_, typed) => {
    expect(readTrialReference(SECRET, typed, NOW)).toBeNull();
  });

  it("of another installation is none", () => {
    expect(readTrialReference("another secret", reference, NOW)).toBeNull();
  });
});
