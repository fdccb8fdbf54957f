import type { QueryOutcome, QueryRefusal, QueryResult } from "../kql/query-outcome.ts";
import type { Cell, Column } from "../tables.ts";
import { type Html, html, shown } from "./html.ts";

const MOST_ROWS = 500;
const NUMBERS: readonly Column["type"][] = ["decimal", "int", "long", "real"];

/** What came of a query: its rows, or what was wrong with it and where. */
export function queryResult(outcome: QueryOutcome, durationMs: number, showEmptyColumns: boolean): Html {
  return outcome.kind === "rows" ? resultTable(outcome, durationMs, showEmptyColumns) : refusal(outcome);
}

function refusal({ code, message, line, pos }: QueryRefusal): Html {
  const place = line === undefined ? "" : ` in line ${line}${pos === undefined ? "" : `, character ${pos}`}`;
  return html`<div class="refusal" role="alert"${line !== undefined && html` data-line="${line}"`}>
<p><strong>${code}</strong>${place}</p>
<p>${shown(message)}</p>
</div>`;
}

function resultTable(result: QueryResult, durationMs: number, showEmptyColumns: boolean): Html {
  const rows = result.rows.slice(0, MOST_ROWS);
  const kept = result.columns.flatMap((column, index) =>
    showEmptyColumns || result.rows.length === 0 || result.rows.some((row) => !isEmpty(row[index]))
      ? [{ column, index }]
      : [],
  );
  const left = result.columns.length - kept.length;
  const words = [
    `${result.rows.length.toLocaleString("en")} ${result.rows.length === 1 ? "row" : "rows"} in ${Math.round(durationMs)} ms`,
    rows.length < result.rows.length ? `the first ${MOST_ROWS} are shown` : "",
    left === 0 ? "" : `${left} empty ${left === 1 ? "column is" : "columns are"} left out`,
  ];
  return html`<p class="note">${words.filter((word) => word !== "").join("; ")}.</p>
<section class="scroll result" tabindex="0" aria-label="Result of the query"><table>
<thead><tr>${kept.map(({ column }) => html`<th scope="col"${isNumber(column) && html` class="number"`}>${shown(column.name)} <span class="note">${column.type}</span></th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${kept.map(({ column, index }) => cell(column, row[index]))}</tr>\n`)}</tbody>
</table></section>`;
}

function cell(column: Column, value: Cell | undefined): Html {
  if (value === null || value === undefined) {
    return html`<td class="nothing">null</td>`;
  }
  return html`<td${isNumber(column) && html` class="number"`}>${shown(String(value))}</td>`;
}

function isNumber({ type }: Column): boolean {
  return NUMBERS.includes(type);
}

function isEmpty(value: Cell | undefined): boolean {
  return value === null || value === undefined || value === "";
}
