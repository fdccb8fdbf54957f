import { OPERATIONS, type Operation } from "../faults.ts";
import type { JournalEntry } from "../state.ts";
import { type Html, html, shown, shownLines } from "./html.ts";
import { layout } from "./layout.ts";
import { timeText } from "./time.ts";

const MOST_ROWS = 100;

/** Which requests are wanted. */
export interface RequestFilter {
  readonly operation: Operation | null;
  /** Only those that went wrong: refused, befallen by a fault, or never answered. */
  readonly wrong: boolean;
  /** Only those before this number; null: from the newest on. */
  readonly before: number | null;
}

/** Reads a filter from a query; what it does not know it leaves out. */
export function parseFilter(query: Readonly<Record<string, string>>): RequestFilter {
  const before = /^\d{1,15}$/.test(query["before"] ?? "") ? Number(query["before"]) : null;
  return {
    operation: OPERATIONS.find((name) => name === query["operation"]) ?? null,
    wrong: query["wrong"] === "yes",
    before,
  };
}

/** The requests that were met, the newest first, a hundred at a time. */
export function requestsPage(journal: readonly JournalEntry[], filter: RequestFilter): string {
  const wanted = journal.filter((entry) => isWanted(entry, filter)).toReversed();
  const rows = wanted.slice(0, MOST_ROWS);
  const oldest = rows.at(-1);
  const isAll = filter.operation === null && !filter.wrong && filter.before === null;
  return layout({
    title: "Requests",
    section: "Requests",
    content: html`<h1>Requests</h1>
${filterForm(filter)}
${
  rows.length === 0
    ? html`<p class="empty">${isAll ? "No request yet." : "No such request."}</p>`
    : requestTable(rows, `${rows.length} of ${wanted.length}, the newest first`)
}
<p class="pages">${filter.before !== null && html`<a href="${filterPath({ ...filter, before: null })}">Newest</a>`}
${wanted.length > rows.length && oldest !== undefined && html`<a href="${filterPath({ ...filter, before: oldest.n })}">Older</a>`}</p>`,
  });
}

function filterForm(filter: RequestFilter): Html {
  const options = OPERATIONS.map(
    (name) => html`<option value="${name}"${name === filter.operation && html` selected`}>${name}</option>`,
  );
  return html`<form class="filter" action="/requests">
<label for="operation">Operation</label>
<select id="operation" name="operation"><option value="">all</option>${options}</select>
<label><input type="checkbox" name="wrong" value="yes"${filter.wrong && html` checked`}> only what went wrong</label>
<button type="submit">Show</button>
</form>`;
}

function requestTable(entries: readonly JournalEntry[], caption: string): Html {
  return html`<table class="cards requests">
<caption>${caption}</caption>
<thead><tr><th scope="col">Request</th><th scope="col">Operation</th><th scope="col">Status</th><th scope="col">Fault</th><th scope="col" class="number">ms</th><th scope="col">Time (UTC)</th></tr></thead>
<tbody>
${entries.map(
  (entry) => html`<tr>
<th scope="row"><a href="/request?n=${entry.n}"><span class="method">${entry.method}</span> ${shown(shortened(entry.path))}</a></th>
<td data-label="operation">${entry.operation ?? "none"}</td>
<td data-label="status">${status(entry)}</td>
<td data-label="fault"${entry.fault === null && html` class="nothing"`}>${entry.fault ?? "–"}</td>
<td data-label="ms" class="number">${Math.round(entry.durationMs)}</td>
<td data-label="time">${timeText(entry.at)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

/** One request, with what was asked. */
export function requestPage(entry: JournalEntry): string {
  const fields = [
    ["Asked", html`<span class="method">${entry.method}</span> ${shown(entry.path)}`],
    ["Operation", entry.operation ?? "none"],
    ["Status", status(entry)],
    ["Fault", entry.fault ?? "none"],
    ["Time", html`${timeText(entry.at)} UTC`],
    ["Took", `${Math.round(entry.durationMs)} ms`],
  ] as const;
  return layout({
    title: `Request ${entry.n}`,
    section: "Requests",
    content: html`<p class="path"><a href="/requests">Requests</a></p>
<h1>Request ${entry.n}</h1>
<dl class="fields">${fields.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<h2>Body</h2>
${
  entry.body === ""
    ? html`<p class="empty">None was kept. Requests for a token are written down without theirs.</p>`
    : html`<section class="scroll" tabindex="0" aria-label="Body of the request"><pre class="source">${shownLines(indented(entry.body))}</pre></section>`
}`,
  });
}

function status(entry: JournalEntry): Html {
  if (entry.status === null) {
    return html`<span class="bad">no answer</span>`;
  }
  return html`<span class="${entry.status < 400 ? "good" : "bad"}">${entry.status}</span>`;
}

function isWanted(entry: JournalEntry, { operation, wrong, before }: RequestFilter): boolean {
  const wentWrong = entry.status === null || entry.status >= 400 || entry.fault !== null;
  return (
    (operation === null || entry.operation === operation) &&
    (!wrong || wentWrong) &&
    (before === null || entry.n < before)
  );
}

function filterPath(filter: RequestFilter): string {
  const search = new URLSearchParams();
  if (filter.operation !== null) {
    search.set("operation", filter.operation);
  }
  if (filter.wrong) {
    search.set("wrong", "yes");
  }
  if (filter.before !== null) {
    search.set("before", String(filter.before));
  }
  return `/requests?${search}`;
}

function shortened(path: string): string {
  return path.length > 160 ? `${path.slice(0, 160)}…` : path;
}

/** JSON with line breaks; anything else, and what was cut, as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
