import { describe, expect, it } from "vitest";
import { guidOrText, parseContentId, parseGuid, recordedValue } from "./recorded-value.ts";

describe("a recorded value", () => {
  it.each([
    ["'joe@contoso.com'", "joe@contoso.com"],
    ["“joe@contoso.com”", "joe@contoso.com"],
    ['"Success"', "Success"],
    ["''quoted twice''", "'quoted twice'"],
    ["'open", "'open"],
    ["'-'", undefined],
    ["", undefined],
    ['"', undefined],
    [undefined, undefined],
  ])("of %j is %j", (text, expected) => {
    expect(recordedValue(text)).toBe(expected);
  });
});

describe("GUIDs", () => {
  const guid = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

  it.each([guid, `{${guid}}`, guid.toUpperCase(), `{${guid.toUpperCase()}}`])("%s is one form of the same", (text) => {
    expect(parseGuid(text)).toBe(guid);
  });

  it.each(["", "{}", `{${guid}`, `${guid}0`, guid.replaceAll("-", ""), "not-a-guid", undefined])(
    "%j is none",
    (text) => {
      expect(parseGuid(text)).toBeUndefined();
      expect(guidOrText(text)).toBe(text);
    },
  );
});

it("takes all zeros for no content id", () => {
  expect(parseContentId("{5F2DAFB2-F33B-469D-A392-51E6C8EC8B2C}")).toBe("5f2dafb2-f33b-469d-a392-51e6c8ec8b2c");
  expect(parseContentId("00000000-0000-0000-0000-000000000000")).toBeUndefined();
});
