/** Bars as inline SVG, made by plain code: no script, no style attribute, all colours by class. */
import { shorten } from "../../../platform/text.ts";
import { figure } from "../tables.ts";
import { escapeHtml } from "./html.ts";

/** One bar and what it is called. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** A plot of bars. */
export interface Chart {
  /** Unique on the page; a part of ids. */
  readonly id: string;
  readonly title: string;
  /** What a person who does not see it should know, a sentence. */
  readonly description: string;
  /** The class that colours the bars: the side's name. */
  readonly colour: string;
  readonly bars: readonly Bar[];
  /** The value of a bar of full length; the same for all sides, so that they can be compared. */
  readonly most: number;
}

const WIDTH = 400;
/** Of upright bars. */
const HEIGHT = 180;
const TOP = 18;
const BOTTOM = 24;
const LEFT = 4;
/** Of lying bars. */
const ROW = 26;
const LABELS = 176;
const VALUES = 56;
/** What fits before a bar. */
const LONGEST_LABEL = 24;

/** Upright bars for times that follow each other; the first, the middle and the last are labelled. */
export function uprightBars(chart: Chart): string {
  const { bars, most } = chart;
  const height = HEIGHT - TOP - BOTTOM;
  const step = (WIDTH - 2 * LEFT) / Math.max(1, bars.length);
  const base = HEIGHT - BOTTOM;
  const shapes = bars.map(({ value }, i) => {
    const tall = scaled(value, most, height);
    const gap = Math.min(2, step / 4);
    return rectangle(LEFT + i * step + gap / 2, base - tall, Math.max(step - gap, 0.5), tall);
  });
  const lines = [
    `<line class="grid" x1="0" y1="${TOP}" x2="${WIDTH}" y2="${TOP}"/>`,
    `<text class="quiet" x="0" y="${TOP - 5}">${figure(most)}</text>`,
    `<line class="axis" x1="0" y1="${base}" x2="${WIDTH}" y2="${base}"/>`,
  ];
  return svg(chart, HEIGHT, [...lines, ...shapes, ...timeLabels(bars, step, base)]);
}

/** Lying bars, each with its label before it and its figure behind it. */
export function lyingBars(chart: Chart): string {
  const { bars, most } = chart;
  const room = WIDTH - LABELS - VALUES;
  const shapes = bars.flatMap(({ label, value }, i) => {
    const y = i * ROW;
    const long = scaled(value, most, room);
    return [
      `<text x="${LABELS - 8}" y="${y + 18}" text-anchor="end">${escapeHtml(shorten(label, LONGEST_LABEL))}</text>`,
      rectangle(LABELS, y + 5, long, ROW - 8),
      `<text class="quiet" x="${round(LABELS + long + 6)}" y="${y + 18}">${figure(value)}</text>`,
    ];
  });
  const axis = `<line class="axis" x1="${LABELS}" y1="0" x2="${LABELS}" y2="${bars.length * ROW}"/>`;
  return svg(chart, bars.length * ROW, [axis, ...shapes]);
}

function timeLabels(bars: readonly Bar[], step: number, base: number): readonly string[] {
  const last = bars.length - 1;
  const at = (i: number): string => escapeHtml(bars[i]?.label ?? "");
  const labels = [`<text class="quiet" x="0" y="${base + 17}">${at(0)}</text>`];
  const middle = Math.floor(last / 2);
  if (last >= 4) {
    const x = round(LEFT + (middle + 0.5) * step);
    labels.push(`<text class="quiet" x="${x}" y="${base + 17}" text-anchor="middle">${at(middle)}</text>`);
  }
  if (last >= 1) labels.push(`<text class="quiet" x="${WIDTH}" y="${base + 17}" text-anchor="end">${at(last)}</text>`);
  return labels;
}

function svg({ id, title, description, colour }: Chart, height: number, content: readonly string[]): string {
  return `<svg class="plot ${colour}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-desc">${escapeHtml(description)}</desc>
${content.join("\n")}
</svg>`;
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `<rect class="bar" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`;
}

/** What is there at all is seen, however little it is. */
function scaled(value: number, most: number, room: number): number {
  return value === 0 || most === 0 ? 0 : Math.max(1, (value / most) * room);
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
