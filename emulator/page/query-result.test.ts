import { describe, expect, it } from "vitest";
import type { QueryResult } from "../kql/query-outcome.ts";
import { queryResult } from "./query-result.ts";
import { HOSTILE } from "./testing/page-state.ts";

const RESULT: QueryResult = {
  kind: "rows",
  columns: [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Empty_s", type: "string" },
    { name: "Flag_b", type: "bool" },
    { name: "Count", type: "long" },
    { name: HOSTILE, type: "string" },
  ],
  rows: [
    ["2026-11-20T00:00:00Z", "", false, 0, HOSTILE],
    [null, null, null, null, ""],
  ],
};

describe("a query's rows", () => {
  it("are a table: what is false or nought is there, what is null is said, numbers stand right", () => {
    const cells = cellsOf(queryResult(RESULT, 12.4, true).toString());
    expect(cells).toEqual([
      "2026-11-20T00:00:00Z",
      "",
      "false",
      "0",
      textOf(HOSTILE),
      "null",
      "null",
      "null",
      "null",
      "",
    ]);
    expect(queryResult(RESULT, 12.4, true).toString()).toContain('<td class="number"><bdi>0</bdi></td>');
  });

  it("leave out columns in which nothing is, and say so", () => {
    const markup = queryResult(RESULT, 12.4, false).toString();
    expect(markup).toContain("2 rows in 12 ms; 1 empty column is left out.");
    expect(markup).not.toContain("Empty_s");
    expect(cellsOf(markup)).toHaveLength(8);
  });

  it("keep their columns where there is no row", () => {
    const markup = queryResult({ ...RESULT, rows: [] }, 1, false).toString();
    expect(markup).toContain("0 rows in 1 ms.");
    expect(markup).toContain("Empty_s");
  });

  it("are cut at five hundred, and counted all", () => {
    const rows = Array.from({ length: 1_501 }, (_, i) => ["2026-11-20T00:00:00Z", "x", true, i, "y"]);
    const markup = queryResult({ ...RESULT, rows }, 1, false).toString();
    expect(markup).toContain("1,501 rows in 1 ms; the first 500 are shown.");
    expect(cellsOf(markup)).toHaveLength(2_500);
  });
});

describe("a refused query", () => {
  it("says what is wrong and where", () => {
    const markup = queryResult(
      { kind: "refused", code: "SemanticError", message: HOSTILE, line: 2, pos: 7 },
      1,
      false,
    ).toString();
    expect(markup).toContain('role="alert" data-line="2"');
    expect(markup).toContain("<strong>SemanticError</strong> in line 2, character 7");
    expect(markup).not.toMatch(/<(?:img|script)/);
  });

  it("says no place where there is none", () => {
    const markup = queryResult({ kind: "refused", code: "NotSupported", message: "mv-apply" }, 1, false).toString();
    expect(markup).toContain("<strong>NotSupported</strong></p>");
    expect(markup).not.toContain("data-line");
  });
});

function cellsOf(markup: string): readonly string[] {
  return [...markup.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => textOf(cell ?? ""));
}

function textOf(markup: string): string {
  return markup
    .replace(/<\/?(?:bdi|span)[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace("\u202e", "U+202E");
}
