/**
 * One text, as it would be understood: compatibility letters and digits folded, hidden characters gone, entities and percent
 * signs decoded, `[.]` and its like mended. Values are searched for in this form, so that no spelling hides them.
 */

const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
const SINGLE_QUOTES = /[\u2018\u2019\u02BC\u2032]/g;
/** Digits of every script; NFKC folds only those that are ASCII digits in other clothes. */
const DIGITS = /(?![0-9])\p{Nd}/gu;
const FULL_STOPS = /[\u3002\uFF61]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
/** `[.]`, `(dot)`, `{:}`, `[@]`, `[\\]`: how analysts and this product break what could be clicked. */
const DEFANGED = /\s?[[({]\s?(\.|dot|:|@|\/|\\{1,2})\s?[\])}]\s?/g;
const SPELT_DOT = /(?<=[0-9a-z])\s+dot\s+(?=[0-9a-z])/g;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/g;
const PERCENT = /(?:%[0-9a-f]{2})+/g;
const NAMED_ENTITIES: { readonly [name: string]: string } = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  period: ".",
  colon: ":",
  sol: "/",
  bsol: "\\",
  lowbar: "_",
  hyphen: "-",
  dash: "-",
  percnt: "%",
  commat: "@",
  num: "#",
  lsqb: "[",
  rsqb: "]",
};
/** Encodings inside encodings: nobody unwraps more by hand. */
const ROUNDS = 3;
/** Plain words need no folding: most names in a log. */
const ALREADY_PLAIN = /^[a-z0-9 ._:/\\-]*$/;

/** The understood form of a text. */
export function plainForm(text: string): string {
  const lower = text.toLowerCase();
  if (ALREADY_PLAIN.test(lower) && !lower.includes("  ") && !lower.includes(" dot ")) return lower;
  return mend(decode(fold(lower)));
}

/** Every form a text may be read in: as it stands, and decoded. What decoding destroys is still found in the first. */
export function plainForms(text: string): readonly string[] {
  const folded = fold(text.toLowerCase());
  return [...new Set([mend(folded), mend(decode(folded))])];
}

/** The text between the tags of an HTML document; tags within a line vanish, all others part words. */
export function textOfHtml(html: string): string {
  return html.replace(/<\/?(?:wbr|bdi|span|b|i|em|strong)\b[^<>]*>/gi, "").replace(/<[^<>]*>/g, " ");
}

function fold(lower: string): string {
  return lower
    .normalize("NFKC")
    .toLowerCase()
    .replace(HIDDEN, "")
    .replace(SINGLE_QUOTES, "'")
    .replace(DASHES, "-")
    .replace(FULL_STOPS, ".")
    .replace(DIGITS, asciiDigit);
}

/** Unicode keeps each script's ten digits in one run that begins with its zero. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function decode(folded: string): string {
  let current = folded;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = fold(current.replace(ENTITY, decodeEntity).replace(PERCENT, decodePercent).toLowerCase());
    if (next === current) break;
    current = next;
  }
  return current;
}

function mend(text: string): string {
  return text
    .replace(DEFANGED, (_match, sign: string) => (sign === "dot" ? "." : sign))
    .replace(SPELT_DOT, ".")
    .replace(/\s+/g, " ");
}

function decodeEntity(
  match: string,
  decimal: string | undefined,
  hexadecimal: string | undefined,
  name: string | undefined,
): string {
  if (name !== undefined) return NAMED_ENTITIES[name] ?? match;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return code >= 0x20 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : match;
}

/** Only what decodes to visible text: `100%10.0.0.5` is no control character followed by an address's rest. */
function decodePercent(match: string): string {
  try {
    const decoded = decodeURIComponent(match);
    return /\p{Cc}/u.test(decoded) ? match : decoded;
  } catch {
    return match;
  }
}
