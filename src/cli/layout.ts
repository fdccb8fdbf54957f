/** How commands lay out what people read: calm, aligned, and with nothing in it that a terminal would act on. */
import { visibleText } from "../platform/text.ts";

/** Enough for a path; a longer text loses its middle. */
const MAX_TEXT = 240;

/** Control sequences a terminal understands; empty where colours are not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
}

/** Styles for a terminal with or without colours. */
export function styleFor(colours: boolean): Style {
  const wrap = (on: number, off: number) => (text: string) => (colours ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return { bold: wrap(1, 22), dim: wrap(2, 22) };
}

/** A stranger's text, as one visible line; a dash where nothing visible is left. */
export function shown(text: string | null | undefined): string {
  const visible = visibleText(text ?? "", MAX_TEXT);
  return visible === "" ? "-" : visible;
}

/** A figure with its noun: `1 record`, `1,200 records`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${figure(count)} ${count === 1 ? noun : plural}`;
}

/** A figure with its thousands apart. */
export function figure(count: number): string {
  return count.toLocaleString("en");
}

/** Figures by reason, in brackets: ` (repeat 2, silence 1)`; nothing where there are none. */
export function byReason(counts: { readonly [reason: string]: number }): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${shown(reason)} ${figure(count)}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Rows with their columns below each other, two blanks apart, each line indented. */
export function columns(rows: readonly (readonly string[])[], indent = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) => `${indent}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd());
}
