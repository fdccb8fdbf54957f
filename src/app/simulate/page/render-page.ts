import { createHash } from "node:crypto";
import type { Side, SimulationReport } from "../report.ts";
import { remarksOf, type Table, tablesOf } from "../tables.ts";
import { escapeHtml } from "./html.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { plotsOf } from "./plots.ts";

/** A simulation as one page that loads nothing, runs nothing and links nowhere. */
export function renderPage(report: SimulationReport): string {
  const { sides, firstDay, lastDay } = report;
  const { supposed, troubles } = remarksOf(sides);
  const title = sides.length === 1 ? "Limits, tried on past refusals" : "Limits compared on past refusals";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">Refusals of ${escapeHtml(firstDay)} to ${escapeHtml(lastDay)} (UTC), played again; nothing was sent.</p>
${plotsOf(sides)}
<div class="tables">
${tablesOf(sides)
  .map((table) => tableSection(table, sides))
  .join("\n")}
</div>
${listSection("Supposed", supposed)}
${listSection("Needs a person", troubles)}
</main>
</body>
</html>
`;
}

/** The one style sheet is let in by its digest. */
function policy(): string {
  const digest = createHash("sha256").update(PAGE_STYLE).digest("base64");
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

function tableSection({ title, rows }: Table, sides: readonly Side[]): string {
  const heads = sides.map(({ name }) => `<th scope="col">${name}</th>`).join("");
  // Without a second side the columns need no names.
  const head = sides.length === 1 ? "" : `<thead><tr><td></td>${heads}</tr></thead>\n`;
  const lines = rows.map(({ label, cells }) => {
    const values = cells.map((cell) => `<td><bdi>${cell === null ? "–" : escapeHtml(cell)}</bdi></td>`).join("");
    return `<tr><th scope="row"><bdi>${escapeHtml(label)}</bdi></th>${values}</tr>`;
  });
  return `<section>
<h2>${escapeHtml(title)}</h2>
<table>
${head}<tbody>
${lines.join("\n")}
</tbody>
</table>
</section>`;
}

function listSection(title: string, texts: readonly string[]): string {
  if (texts.length === 0) return "";
  return `<section>
<h2>${title}</h2>
${texts.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n")}
</section>`;
}
