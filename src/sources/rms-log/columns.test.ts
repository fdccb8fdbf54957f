import { describe, expect, it } from "vitest";
import { columnsOf, fieldValue, isFieldsDirective, isVisiblyCut, parseFieldsDirective } from "./columns.ts";

describe("the #Fields directive", () => {
  it("says where each column is, whatever the order, the case or the white space", () => {
    const columns = parseFieldsDirective("#FIELDS:  Result\ttime  Date\tx-new ");
    expect(columns?.names).toEqual(["result", "time", "date", "x-new"]);
    expect(columns?.at).toMatchObject({ result: 0, time: 1, date: 2, "user-id": -1 });
  });

  it("takes the first of two columns with one name", () => {
    expect(columnsOf(["date", "result", "date"])?.at.date).toBe(0);
  });

  it.each([
    ["no column", "#Fields:"],
    ["only white space", "#Fields: \t "],
    ["more columns than any log has", `#Fields: ${"a ".repeat(257)}`],
    ["longer than any log's", `#Fields: ${"a".repeat(9_000)}`],
  ])("is worth nothing with %s", (_, line) => {
    expect(parseFieldsDirective(line)).toBeNull();
  });

  it.each([
    ["#Fields: date", true],
    ["#fields:date", true],
    ["#Fields date", false],
    ["#Software: RMS", false],
    ["", false],
  ])("%j is one: %s", (line, expected) => {
    expect(isFieldsDirective(line)).toBe(expected);
  });
});

describe("a field's value", () => {
  it.each([
    ["'joe@contoso.com'", "joe@contoso.com"],
    ["‘joe@contoso.com’", "joe@contoso.com"],
    ['"joe@contoso.com"', "joe@contoso.com"],
    ["“joe@contoso.com”", "joe@contoso.com"],
    ["''quoted twice''", "'quoted twice'"],
    ["'\"><b>x</b>@phish.example'", '"><b>x</b>@phish.example'],
    ["O'Brien & Söhne.docx", "O'Brien & Söhne.docx"],
    ["'open", "'open"],
    ["-", undefined],
    ["", undefined],
    ["'-'", undefined],
    ["''", undefined],
    ['"', undefined],
    ["--", "--"],
    [" ", " "],
  ])("of %j is %j", (field, expected) => {
    expect(fieldValue([field], 0)).toBe(expected);
  });

  it("is absent where the log has no such column", () => {
    expect(fieldValue(["x"], -1)).toBeUndefined();
  });

  it.each([
    ["'joe@con", true],
    ["'", true],
    ["‘joe", true],
    ["{5f2dafb2-f33b", true],
    ["{5f2dafb2}", false],
    ["'joe@contoso.com'", false],
    ["203.0.113.", false],
    ["", false],
  ])("%j shows that it was cut: %s", (field, expected) => {
    expect(isVisiblyCut(field)).toBe(expected);
  });
});
