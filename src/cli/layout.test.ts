import { describe, expect, it } from "vitest";
import { byReason, columns, counted, shown, styleFor } from "./layout.ts";

describe("layout", () => {
  it("puts columns below each other and leaves no blanks at the end of a line", () => {
    expect(
      columns([
        ["a", "bb", "c"],
        ["aaa", "b", ""],
      ]),
    ).toEqual(["  a    bb  c", "  aaa  b"]);
  });

  it("counts with the right noun and its thousands apart", () => {
    expect([counted(1, "record"), counted(0, "record"), counted(1_200, "delivery", "deliveries")]).toEqual([
      "1 record",
      "0 records",
      "1,200 deliveries",
    ]);
  });

  it("gives reasons in brackets, and nothing where there are none", () => {
    expect([byReason({ repeat: 2, silence: 1_000 }), byReason({})]).toEqual([" (repeat 2, silence 1,000)", ""]);
  });

  it("shows a stranger's text as one line, and a dash for what cannot be seen", () => {
    expect([shown("a\u001b[31m\nb"), shown("\u200b"), shown(null)]).toEqual(["a [31m b", "-", "-"]);
  });

  it("colours only where colours are wanted", () => {
    expect(styleFor(true).bold("x")).toBe("\u001b[1mx\u001b[22m");
    expect(styleFor(false).bold("x") + styleFor(false).dim("y")).toBe("xy");
  });
});
