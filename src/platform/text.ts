/**
 * Text from strangers, made fit to be shown: what is seen is what is there. Whoever renders it still escapes it for the format
 * it goes into; whoever shows it to people also breaks the links in it (`text-links.ts`).
 */

/** Characters that change how their neighbours look or hide between them: bidirectional controls, zero-width, fillers, tags. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]/gu;
/** Controls, line and paragraph separators, blanks of every width and the blank Braille cell: all become one space. */
const BLANK = /[\p{Cc}\p{Z}\u2800]+/gu;
/** A letter carries few marks in any script; more of them run over the lines above and below. */
const MANY_MARKS = /(\p{M}{3})\p{M}+/gu;

const ELLIPSIS = "…";
/** The end that stays visible when the middle is cut, graphemes: a document's extension, a domain's last labels. */
const TAIL = 16;
/** No grapheme that passed `MANY_MARKS` is longer on average; what is far beyond the limit is never segmented. */
const UNITS_PER_GRAPHEME = 16;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** First strong isolate and its end, U+2068 and U+2069. They enclose what strangers wrote, and `visibleText` lets none in. */
export const ISOLATE_START = "\u2068";
/** The end of an isolate, U+2069. */
export const ISOLATE_END = "\u2069";

/**
 * A stranger's text as one line of visible characters, at most `max` graphemes long. What is too long loses its middle, so that
 * an extension stays visible; `""` if nothing visible is left.
 */
export function visibleText(text: string, max: number): string {
  const clean = cleanText(cutFar(text.toWellFormed(), max));
  return shorten(clean, max);
}

/** Encloses an untrusted text, so that its direction cannot turn around what stands beside it. */
export function isolate(text: string): string {
  return `${ISOLATE_START}${text}${ISOLATE_END}`;
}

/** Shortens a line to `max` graphemes by cutting out its middle. */
export function shorten(line: string, max: number): string {
  if (line.length <= max) return line;
  const parts = [...graphemes.segment(line)].map(({ segment }) => segment);
  if (parts.length <= max) return line;
  const tail = Math.min(TAIL, Math.floor(max / 3));
  const head = parts
    .slice(0, Math.max(0, max - tail - 1))
    .join("")
    .trimEnd();
  return `${head}${ELLIPSIS}${tail === 0 ? "" : parts.slice(-tail).join("").trimStart()}`;
}

function cleanText(text: string): string {
  return text
    .replace(BLANK, " ")
    .replace(INVISIBLE, "")
    .normalize("NFC")
    .replace(MANY_MARKS, "$1")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Keeps both ends of a text that is far too long, so that its length costs nothing; an ellipsis marks the cut. */
function cutFar(text: string, max: number): string {
  const keep = max * UNITS_PER_GRAPHEME;
  if (text.length <= 2 * keep) return text;
  return `${text.slice(0, keep)}${ELLIPSIS}${text.slice(-keep)}`.toWellFormed();
}
