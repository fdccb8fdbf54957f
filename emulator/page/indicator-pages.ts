/** What security tools were told: objects uploaded to Sentinel, and Graph's indicators. */
import type { EmulatorState, TiIndicator, UploadedObject } from "../state.ts";
import { type Html, html, type Piece, shown, shownLines } from "./html.ts";
import { layout } from "./layout.ts";
import { timeText } from "./time.ts";

const MOST_ROWS = 200;

/** The list of both kinds, the newest first. */
export function indicatorsPage({ uploads, tiIndicators, settings }: EmulatorState): string {
  const objects = [...uploads.values()].toSorted((a, b) => b.receivedAt - a.receivedAt);
  const older = tiIndicators.toSorted((a, b) => b.ingestedAt - a.ingestedAt);
  const retired = settings.tiIndicators === "retired";
  return layout({
    title: "Indicators",
    section: "Indicators",
    content: html`<h1>Indicators</h1>
<h2>Uploaded to Sentinel <span class="count">${objects.length}</span></h2>
${
  objects.length === 0
    ? html`<p class="empty">No object yet. What is uploaded appears here, and as rows of ThreatIntelIndicators.</p>`
    : objectTable(objects)
}
<h2>Graph’s tiIndicators <span class="count">${older.length}</span>${retired && html` <span class="tag">retired</span>`}</h2>
${older.length === 0 ? html`<p class="empty">No indicator yet.</p>` : tiIndicatorTable(older)}`,
  });
}

function objectTable(objects: readonly UploadedObject[]): Html {
  return html`<table class="cards indicators">
${caption(objects.length)}
<thead><tr><th scope="col">Name</th><th scope="col">Pattern</th><th scope="col" class="number">Tags</th><th scope="col" class="number">Confidence</th><th scope="col" class="number">Versions</th><th scope="col">Newest (UTC)</th></tr></thead>
<tbody>
${objects.slice(0, MOST_ROWS).map(
  (one) => html`<tr>
<th scope="row"><a href="${objectPath(one)}">${shown(nameOf(one))}</a>${one.object["revoked"] === true && html` <span class="tag">revoked</span>`}</th>
<td data-label="pattern">${shown(textOf(one.object["pattern"]) || one.type)}</td>
<td class="number" data-label="tags">${listOf(one.object["labels"]).length}</td>
<td class="number" data-label="confidence">${textOf(one.object["confidence"]) || "–"}</td>
<td class="number" data-label="versions">${one.versions}</td>
<td data-label="newest">${timeText(one.receivedAt)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

function tiIndicatorTable(indicators: readonly TiIndicator[]): Html {
  return html`<table class="cards indicators">
${caption(indicators.length)}
<thead><tr><th scope="col">Description</th><th scope="col">Observables</th><th scope="col" class="number">Tags</th><th scope="col">Ingested (UTC)</th></tr></thead>
<tbody>
${indicators.slice(0, MOST_ROWS).map(
  (one) => html`<tr>
<th scope="row"><a href="/indicator?ti=${encodeURIComponent(one.id)}">${shown(textOf(one.values["description"]))}</a></th>
<td data-label="observables">${observablesOf(one).map((value) => html`<div>${shown(value)}</div>`)}</td>
<td class="number" data-label="tags">${listOf(one.values["tags"]).length}</td>
<td data-label="ingested">${timeText(one.ingestedAt)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

function caption(count: number): Html | false {
  return count > MOST_ROWS && html`<caption>the newest ${MOST_ROWS} of ${count.toLocaleString("en")}</caption>`;
}

/** One uploaded object: what it says, each of its tags, and the whole of it. */
export function indicatorPage(one: UploadedObject): string {
  const { object } = one;
  const said = ["description", "pattern", "valid_from", "valid_until", "confidence", "created", "modified"];
  return layout({
    title: nameOf(one),
    section: "Indicators",
    content: html`<p class="path"><a href="/indicators">Indicators</a> › ${shown(one.sourceSystem)}</p>
<h1>${shown(nameOf(one))}</h1>
${fields([
  ["id", shown(one.id)],
  ...said.filter((name) => textOf(object[name]) !== "").map((name) => [name, shown(textOf(object[name]))] as const),
  ["first received", html`${timeText(one.firstReceivedAt)} UTC`],
  ["newest version", html`${timeText(one.receivedAt)} UTC, the ${one.versions.toLocaleString("en")}. of its versions`],
])}
${tagSection(listOf(object["labels"]))}
${whole(object)}`,
  });
}

/** One of Graph's indicators. */
export function tiIndicatorPage({ id, values, ingestedAt }: TiIndicator): string {
  const own = Object.entries(values).filter(([name, value]) => name !== "tags" && textOf(value) !== "");
  return layout({
    title: textOf(values["description"]),
    section: "Indicators",
    content: html`<p class="path"><a href="/indicators">Indicators</a> › Graph’s tiIndicators</p>
<h1>${shown(textOf(values["description"]))}</h1>
${fields([
  ["id", shown(id)],
  ...own.map(([name, value]) => [name, shown(textOf(value))] as const),
  ["ingested", html`${timeText(ingestedAt)} UTC`],
])}
${tagSection(listOf(values["tags"]))}
${whole(values)}`,
  });
}

/** Tags that are `name=value` stand under their names. */
function tagSection(tags: readonly string[]): Html {
  return html`<h2>Tags <span class="count">${tags.length}</span></h2>
${
  tags.length === 0
    ? html`<p class="empty">None.</p>`
    : fields(
        tags.map((tag) => {
          const [, name = "", value = tag] = /^([\w.-]+)=([\s\S]*)$/.exec(tag) ?? [];
          return [name === "" ? "–" : name, shown(value)];
        }),
      )
}`;
}

function whole(object: unknown): Html {
  return html`<h2>The whole of it</h2>
<section class="scroll" tabindex="0" aria-label="The whole object"><pre class="source">${shownLines(JSON.stringify(object, null, 2))}</pre></section>`;
}

function fields(list: readonly (readonly [string, Piece])[]): Html {
  return html`<dl class="fields">${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function objectPath({ sourceSystem, id }: UploadedObject): string {
  return `/indicator?source=${encodeURIComponent(sourceSystem)}&id=${encodeURIComponent(id)}`;
}

function nameOf({ object, id }: UploadedObject): string {
  return textOf(object["name"]).trim() || id;
}

function observablesOf({ values }: TiIndicator): readonly string[] {
  return Object.entries(values)
    .filter(([name]) => /^(?:network|domainName|url|file|email)/.test(name))
    .map(([, value]) => textOf(value))
    .filter((value) => value !== "");
}

/** A value as a person reads it: lists joined, objects as JSON, nothing as nothing. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join(", ");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}
