import { describe, expect, it } from "vitest";
import { columns, field, labelColumns, underline, wrap } from "./text-layout.ts";

describe("the text twin's lines", () => {
  it("wrap at 76 columns, later lines indented", () => {
    const lines = wrap("word ".repeat(40).trim(), 4, 0).split("\n");
    expect(lines.every((line) => line.length <= 76)).toBe(true);
    expect(lines.slice(1).every((line) => line.startsWith("    word"))).toBe(true);
    expect(lines.join(" ").replace(/\s+/g, " ")).toBe("word ".repeat(40).trim());
  });

  it("never break a word", () => {
    expect(wrap(`see ${"x".repeat(100)} now`)).toBe(`see\n${"x".repeat(100)}\nnow`);
  });

  it("count what is seen: wide letters twice, marks and isolates not at all", () => {
    expect(columns("財務")).toBe(4);
    expect(columns("e\u0301\u2068x\u2069")).toBe(2);
  });

  it("align values behind their labels", () => {
    const width = labelColumns(["Who", "Document"]);
    expect(field("sam@partner.example", "Who", width)).toBe("Who        sam@partner.example");
    expect(field("a b", "Who", width, 2)).toBe("  Who        a b");
    const long = field("word ".repeat(20).trim(), "Document", width, 2).split("\n");
    expect(long[1]).toMatch(/^ {13}word/);
  });

  it("underline headings", () => {
    expect(underline("Why", "-")).toBe("Why\n---");
  });
});
