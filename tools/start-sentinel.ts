import { join } from "node:path";
import { askWorkspace, type WorkspaceTable } from "./ask-workspace.ts";
import { documentedQuery } from "./documented-query.ts";
import type { EmulatorPlace } from "./emulator-process.ts";
import { onOneLine } from "./on-one-line.ts";

const SHOWN_ROWS = 6;
/** Wide enough for most; what is longer is cut, and whole in the workspace. */
const WIDEST_CELL = 36;
const WIDEST_VALUE = 96;

/** What an analyst sees in Sentinel: the documented queries with the rows they give, as the emulated workspace answers them. */
export async function tellSentinel(place: EmulatorPlace, folder: string): Promise<readonly string[]> {
  const ca = join(folder, "ca.pem");
  const all = documentedQuery("All refusals");
  const one = documentedQuery("One refusal with all its tags");
  const refusals = await askWorkspace(place, ca, all);
  const tags = await askWorkspace(place, ca, one);
  return [
    "What an analyst types in Microsoft Sentinel (more in docs/how-to/sentinel.md):",
    "",
    ...indented(all.split("\n")),
    "",
    ...indented(tableLines(refusals, SHOWN_ROWS, WIDEST_CELL)),
    "",
    "and one of them with all its tags:",
    "",
    ...indented(one.split("\n")),
    "",
    ...indented(tableLines(tags, Number.POSITIVE_INFINITY, WIDEST_VALUE)),
  ];
}

function tableLines({ columns, rows }: WorkspaceTable, most: number, widest: number): readonly string[] {
  const shown = rows.slice(0, most).map((row) => row.map((cell) => cellText(cell, widest)));
  const widths = columns.map((name, i) => Math.max(name.length, ...shown.map((row) => [...(row[i] ?? "")].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length)))
      .join("  ")
      .trimEnd();
  const rest = rows.length - shown.length;
  return [
    line(columns),
    line(widths.map((width) => "-".repeat(width))),
    ...shown.map(line),
    ...(rest > 0 ? [`... and ${rest} more rows`] : []),
  ];
}

/** Values come from strangers: one line, and nothing that a terminal would obey. */
function cellText(cell: unknown, widest: number): string {
  const characters = [...onOneLine(cell === null || cell === undefined ? "" : String(cell))];
  return characters.length > widest ? `${characters.slice(0, widest - 1).join("")}…` : characters.join("");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
