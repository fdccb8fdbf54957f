import type { StoredTable } from "../tables.ts";
import { EXAMPLE_QUERIES, firstRows } from "./example-queries.ts";
import { type Html, html, shown } from "./html.ts";
import { layout } from "./layout.ts";
import { timeText } from "./time.ts";

/** The query box as it was sent, or as it is to be found. */
export interface QueryBox {
  readonly text: string;
  readonly showEmptyColumns: boolean;
  /** What came of the query; null if none was run. */
  readonly result: Html | null;
}

/** The workspace's tables, and a box to ask them in. `now` decides which rows are there already. */
export function tablesPage(tables: readonly StoredTable[], now: number, box: QueryBox): string {
  return layout({
    title: "Tables",
    section: "Tables",
    content: html`<h1>Tables</h1>
${tables.length === 0 ? html`<p class="empty">This workspace has no table.</p>` : tableList(tables, now)}
<h2 id="query-heading">Query</h2>
${exampleList(tables)}
<form id="query" class="query" method="post" action="/tables#result">
<label for="query-text">Kusto Query Language</label>
<textarea id="query-text" name="query" rows="9" spellcheck="false" autocomplete="off" autocapitalize="off" maxlength="20000">
${box.text}</textarea>
<div class="actions">
<button type="submit">Run</button>
<label><input type="checkbox" name="empty" value="yes"${box.showEmptyColumns && html` checked`}> empty columns too</label>
<span class="note">Ctrl+Enter runs it</span>
</div>
</form>
<div id="result" aria-live="polite">${box.result}</div>
<script src="/page/query-box.js" defer></script>`,
  });
}

function tableList(tables: readonly StoredTable[], now: number): Html {
  return html`<table class="cards">
<thead><tr><th scope="col">Table</th><th scope="col" class="number">Rows</th><th scope="col">Newest ingested (UTC)</th><th scope="col">Columns</th></tr></thead>
<tbody>
${tables.map((table) => {
  const times = table.rows.map(({ ingestedAt }) => ingestedAt).filter((at) => at <= now);
  const later = table.rows.length - times.length;
  return html`<tr>
<th scope="row"><a class="example" href="/tables?query=${encodeURIComponent(firstRows(table.name))}#query-text">${shown(table.name)}</a></th>
<td class="number" data-label="rows">${times.length.toLocaleString("en")}${later > 0 && html` <span class="note">and ${later.toLocaleString("en")} later</span>`}</td>
<td data-label="newest">${times.length === 0 ? "–" : timeText(times.reduce((a, b) => Math.max(a, b)))}</td>
<td data-label="columns"><details><summary>${table.columns.length}</summary>
<ul class="columns">${table.columns.map(({ name, type }) => html`<li><code>${shown(name)}</code> <span class="note">${type}</span></li>`)}</ul></details></td>
</tr>
`;
})}</tbody>
</table>`;
}

function exampleList(tables: readonly StoredTable[]): Html {
  const usable = EXAMPLE_QUERIES.filter(({ table }) => tables.some(({ name }) => name === table));
  return html`${
    usable.length > 0 &&
    html`<ul class="examples" aria-label="Example queries">${usable.map(
      ({ title, text }) =>
        html`<li><a class="example" href="/tables?query=${encodeURIComponent(text)}#query-text">${title}</a></li>`,
    )}</ul>`
  }`;
}
