import { formatSeconds } from "../format-seconds.ts";
import type { Side } from "../report.ts";
import { figure } from "../tables.ts";
import { type Bar, type Chart, lyingBars, uprightBars } from "./bar-chart.ts";
import { dayBars } from "./day-bars.ts";
import { escapeHtml } from "./html.ts";

/** One question, a plot of each side, and the same figures as a table. */
interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the bars are counted in. */
  readonly unit: string;
  /** What a bar stands for, the head of the table's first column. */
  readonly heading: string;
  readonly draw: (chart: Chart) => string;
  /** In the order of the sides; all have the same labels. */
  readonly bars: readonly (readonly Bar[])[];
}

/** The page's plots. One that has no bar is left out. */
export function plotsOf(sides: readonly Side[]): string {
  const { daysABar, bars } = dayBars(sides);
  const plots: readonly Plot[] = [
    {
      id: "days",
      title: daysABar === 1 ? "Mails a day" : `Mails in ${daysABar} days`,
      unit: "mails",
      heading: daysABar === 1 ? "day (UTC)" : "from day (UTC)",
      draw: uprightBars,
      bars,
    },
    {
      id: "delays",
      title: "From a refusal to its mail",
      unit: "refusals",
      heading: "told after",
      draw: lyingBars,
      bars: sides.map(({ delays }) =>
        delays.histogram.map(({ upToSeconds, refusals }) => ({ label: delayLabel(upToSeconds), value: refusals })),
      ),
    },
    {
      id: "held",
      title: "Held, for a while or for good",
      unit: "refusals",
      heading: "reason",
      draw: lyingBars,
      bars: heldBars(sides),
    },
  ];
  return plots
    .filter((plot) => plot.bars.some((side) => side.some(({ value }) => value > 0)))
    .map((plot) => section(plot, sides))
    .join("\n");
}

function delayLabel(upToSeconds: number | null): string {
  return upToSeconds === null ? "longer" : `up to ${formatSeconds(upToSeconds)}`;
}

function heldBars(sides: readonly Side[]): readonly (readonly Bar[])[] {
  const counts = sides.map(({ heldForAWhile, books }) => [
    ...Object.entries(heldForAWhile).map(([reason, count]) => [`${reason} (for a while)`, count] as const),
    ...Object.entries(books.held),
  ]);
  const labels = [...new Set(counts.flat().map(([label]) => label))].sort();
  return counts.map((side) => {
    const values = new Map(side);
    return labels.map((label) => ({ label, value: values.get(label) ?? 0 }));
  });
}

function section(plot: Plot, sides: readonly Side[]): string {
  const { id, title, bars } = plot;
  const most = bars.flat().reduce((max, { value }) => Math.max(max, value), 0);
  const figures = sides.map((side, i) => figureOf(plot, side, bars[i] ?? [], most, sides.length > 1));
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
<div class="plots">
${figures.join("\n")}
</div>
${tableTwin(plot, sides)}
</section>`;
}

function figureOf(
  { id, title, unit, draw }: Plot,
  { name }: Side,
  bars: readonly Bar[],
  most: number,
  named: boolean,
): string {
  const side = named ? ` (${name})` : "";
  const total = bars.reduce((sum, { value }) => sum + value, 0);
  const largest = bars.reduce((max, bar) => (bar.value > max.value ? bar : max), bars[0] ?? { label: "-", value: 0 });
  const description = `${figure(total)} ${unit} in all; most, ${figure(largest.value)}, at ${largest.label}. The table below has every figure.`;
  const chart = {
    id: `${id}-${name.toLowerCase()}`,
    title: `${title}${side}`,
    description,
    colour: name.toLowerCase(),
    bars,
    most,
  };
  const caption = named ? `<figcaption>${name}</figcaption>\n` : "";
  return `<figure>\n${caption}${draw(chart)}\n</figure>`;
}

function tableTwin({ title, unit, heading, bars }: Plot, sides: readonly Side[]): string {
  const heads = sides
    .map(({ name }) => `<th scope="col">${sides.length === 1 ? escapeHtml(unit) : name}</th>`)
    .join("");
  const rows = (bars[0] ?? []).map(({ label }, i) => {
    const cells = bars.map((side) => `<td>${figure(side[i]?.value ?? 0)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(label)}</th>${cells}</tr>`;
  });
  return `<details><summary>As a table</summary>
<table>
<caption>${escapeHtml(title)}, ${escapeHtml(unit)}</caption>
<thead><tr><th scope="col">${escapeHtml(heading)}</th>${heads}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</details>`;
}
