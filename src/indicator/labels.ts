/** Properties as `name=value` texts: what a SIEM shows and searches as tags. */
import { CUT_MARK, fitValues } from "./fit-values.ts";
import type { Property } from "./properties.ts";

/** The most bytes (UTF-8) of one value; whoever shows tags shows one a line. */
const LONGEST_VALUE = 256;
/** The most bytes of all values together. */
const TOTAL = 8 * 1_024;
/** More than any event has; what a caller adds beyond is left out. */
const MOST_LABELS = 100;

/**
 * What is written as its UTF-8 bytes, `%2C`: controls, line ends, text directions and what is invisible, so that a label shows what it
 * holds; the comma, because tags are shown joined by commas; `%` and `+`, so that decoding (`url_decode` in KQL) gives the value back; and the
 * mark of a cut, so that it is always ours.
 */
const WRITTEN_AS_BYTES = new RegExp(
  String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u2800,%+${CUT_MARK}]`,
  "gu",
);

/**
 * One label a property, in the same order. The name has no `=`, so the first one ends it, and the value may hold any. Values that are too long
 * are cut, never left out; the longest first.
 */
export function labelsOf(properties: readonly Property[]): readonly string[] {
  const fitted = fitValues(properties.slice(0, MOST_LABELS), {
    write: asLabelText,
    longest: LONGEST_VALUE,
    total: TOTAL,
  });
  return fitted.map(({ name, value }) => `${name}=${value}`);
}

function asLabelText(text: string): string {
  return text.replace(WRITTEN_AS_BYTES, (character) => encodeURIComponent(character).replaceAll("+", "%2B"));
}
