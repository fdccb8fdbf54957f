import type { SimulationReport } from "../../app/simulate/report.ts";
import { remarksOf, type TableRow, tablesOf } from "../../app/simulate/tables.ts";
import { shorten } from "../../platform/text.ts";
import { type Style, shown } from "../layout.ts";

/** With two sides a row takes 2 + 36 + 2 × 20 columns: within 80. */
const LABEL = 36;
const CELL = 20;
const WIDTH = 78;

/** A simulation for people: a column for each configuration. */
export function renderSimulation({ sides, firstDay, lastDay }: SimulationReport, style: Style): string[] {
  const lines = [style.bold(`Refusals of ${firstDay} to ${lastDay} (UTC), played again; nothing was sent.`)];
  if (sides.length > 1)
    lines.push(
      "",
      columnsOf(
        "",
        sides.map(({ name }) => name),
      ),
    );
  for (const { title, rows } of tablesOf(sides)) {
    if (sides.length === 1 || title !== "Configuration") lines.push("");
    lines.push(style.bold(title), ...rows.map(lineOf));
  }
  const { supposed, troubles } = remarksOf(sides);
  if (supposed.length > 0) lines.push("", style.bold("Supposed"), ...supposed.flatMap(wrapped));
  if (troubles.length > 0) lines.push("", style.bold("Needs a person"), ...troubles.flatMap(wrapped));
  return lines;
}

function lineOf({ label, cells }: TableRow): string {
  return columnsOf(
    shown(label),
    cells.map((cell) => shown(cell)),
  );
}

function columnsOf(label: string, cells: readonly string[]): string {
  const row = cells.map((cell) => shorten(cell, CELL - 1).padEnd(CELL)).join("");
  return `  ${shorten(label, LABEL - 1).padEnd(LABEL)}${row}`.trimEnd();
}

/** A sentence in indented lines; a word that is longer than a line has one of its own. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of shown(text).split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== undefined && line.length + 1 + word.length <= WIDTH - 2) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `  ${line}`);
}
