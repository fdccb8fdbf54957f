/**
 * Searches a finished message for what its events must not tell: addresses, device names and paths, in every form. A notice may stand for
 * a million events, so the search is turned round: the message is taken apart once, into addresses and words, and each event
 * costs a few look-ups. Only an event whose every word occurs is searched for as a whole.
 */
import { type DeniedEvent, FIELD_REACH } from "../event/denied-event.ts";
import { occurrences } from "../platform/occurrences.ts";
import { trimEndOf, trimStartOf } from "../platform/trim.ts";
import { type AddressKey, addressesIn, addressKeys } from "./address-forms.ts";
import { plainForm, plainForms } from "./plain-form.ts";

/** A part of a message that somebody could read. */
export interface ScannedText {
  /** Where it stands, e.g. `subject`, `text`, `header Reply-To`. */
  readonly where: string;
  readonly text: string;
}

/** What kind of value must not be told. */
export type ForbiddenKind = "address" | "device" | "path";

/** A value of an event that stands in the message. It holds the value itself: for searching again, never for a log. */
export interface ForbiddenValue {
  readonly kind: ForbiddenKind;
  readonly field: keyof DeniedEvent;
  readonly needle: Needle;
}

/** What is looked for: an address by its key, or a text, which may have to stand between word boundaries. */
export type Needle =
  | { readonly by: "address"; readonly key: AddressKey }
  | { readonly by: "text"; readonly text: string; readonly isWord: boolean; readonly asPath: boolean };

/** A scan of one message. */
export interface LeakScan {
  /** Looks one event up. */
  see(event: DeniedEvent): void;
  /** What was found so far, each value once. */
  found(): readonly ForbiddenValue[];
}

/** Texts taken apart for searching. */
interface SearchedText {
  readonly where: string;
  readonly plain: string;
  readonly path: string;
  /** Occurrences count once a form. A text with one form stands for two equal ones, so that counts of texts can be compared. */
  readonly weight: number;
  readonly addresses: ReadonlyMap<AddressKey, number>;
}

/** Values looked up already; forgotten when there are so many, so that a million different ones take no memory. */
const REMEMBERED = 20_000;
/** A single letter or digit is no device name, and stands everywhere. */
const SHORTEST_NAME = 2;

/** Scripts that write without spaces: each of their letters is a word of its own, and no boundary is needed beside it. */
const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORD = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
const SPACED_START = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{N}]`, "u");
const SPACED_END = new RegExp(`(?![${UNSPACED}])[\\p{L}\\p{N}]$`, "u");

const SEARCHED_FIELDS = (Object.keys(FIELD_REACH) as (keyof DeniedEvent)[]).flatMap((field) => {
  const kind = /^withheld-(address|device|path)$/.exec(FIELD_REACH[field])?.[1] as ForbiddenKind | undefined;
  return kind === undefined ? [] : [{ field, kind }];
});

/** Takes the texts of a message apart for many events. */
export function createLeakScan(texts: readonly ScannedText[]): LeakScan {
  const searched = texts.map(searchable);
  const words = new Set(searched.flatMap(({ plain }) => wordsOf(plain)));
  const addresses = new Set(searched.flatMap((text) => [...text.addresses.keys()]));
  const seen = new Set<string>();
  const found = new Map<string, ForbiddenValue>();

  function isThere(needle: Needle): boolean {
    if (needle.by === "address") return addresses.has(needle.key);
    const wanted = wordsOf(needle.text);
    // The first and last word of a text that needs no boundary may be part of a longer one.
    const whole = needle.isWord ? wanted : wanted.slice(1, -1);
    return whole.every((word) => words.has(word)) && searched.some((text) => count(needle, text) > 0);
  }

  function see(event: DeniedEvent): void {
    for (const { field, kind } of SEARCHED_FIELDS) {
      const value = event[field];
      if (typeof value !== "string" || value === "") continue;
      const memory = `${kind}\0${value}`;
      if (seen.has(memory)) continue;
      if (seen.size >= REMEMBERED) seen.clear();
      seen.add(memory);
      for (const needle of NEEDLES[kind](value)) {
        if (isThere(needle)) found.set(`${field} ${JSON.stringify(needle)}`, { kind, field, needle });
      }
    }
  }

  return { see, found: () => [...found.values()] };
}

/** How often each value stands in each text, values in rows and texts in columns. */
export function countForbidden(
  values: readonly ForbiddenValue[],
  texts: readonly ScannedText[],
): readonly (readonly number[])[] {
  const searched = texts.map(searchable);
  return values.map(({ needle }) => searched.map((text) => count(needle, text)));
}

const NEEDLES: { readonly [kind in ForbiddenKind]: (value: string) => readonly Needle[] } = {
  address: addressNeedles,
  device: deviceNeedles,
  path: pathNeedles,
};

/** Every address in the field; a text that holds none is searched for as it is. */
function addressNeedles(value: string): readonly Needle[] {
  const keys = addressKeys(value.trim());
  return keys.length > 0 ? keys.map((key) => ({ by: "address", key })) : wordNeedles([plainForm(value).trim()]);
}

/** The name, and the host in a full domain name or behind a domain's backslash. */
function deviceNeedles(value: string): readonly Needle[] {
  const name = plainForm(value).trim();
  const account = name.slice(name.lastIndexOf("\\") + 1).replace(/\$$/, "");
  return wordNeedles([name, account, account.split(".", 1)[0] ?? ""]);
}

function wordNeedles(names: readonly string[]): readonly Needle[] {
  const usable = [...new Set(names)].filter((name) => name.length >= SHORTEST_NAME && /[\p{L}\p{N}]/u.test(name));
  return usable.map((text) => ({ by: "text", text, isWord: true, asPath: false }));
}

/** The whole and the folder it lies in. Not the last segment, which is the document's name, and no folder that is a lone word. */
function pathNeedles(value: string): readonly Needle[] {
  const withoutScheme = pathForm(plainForm(value)).replace(/^[a-z][a-z0-9+.-]+:(?=\/)/, "");
  const path = trimEndOf(trimStartOf(withoutScheme, "/"), "/ ").trim();
  const web = path.replace(/[?#].*$/, "");
  const folder = web.slice(0, Math.max(0, web.lastIndexOf("/")));
  const needles: Needle[] = [];
  if (web.includes("/")) needles.push({ by: "text", text: web, isWord: false, asPath: true });
  if (folder.includes("/")) needles.push({ by: "text", text: folder, isWord: true, asPath: true });
  return needles;
}

function searchable({ where, text }: ScannedText): SearchedText {
  const forms = plainForms(text);
  // A control character parts the forms; nothing that is searched for holds one.
  const plain = forms.join("\u0000");
  return { where, plain, path: pathForm(plain), weight: 2 / forms.length, addresses: addressesIn(plain) };
}

/** Either slash, any number of them: `C:\\Users` in a JSON text is `C:/Users`. */
function pathForm(plain: string): string {
  return plain.replace(/[\\/]+/g, "/");
}

function count(needle: Needle, text: SearchedText): number {
  if (needle.by === "address") return (text.addresses.get(needle.key) ?? 0) * text.weight;
  const haystack = needle.asPath ? text.path : text.plain;
  let hits = 0;
  for (const at of occurrences(haystack, needle.text)) {
    if (!needle.isWord || standsAlone(haystack, at, at + needle.text.length)) hits += 1;
  }
  return hits * text.weight;
}

/** Whether no word runs on over either end. */
function standsAlone(text: string, start: number, end: number): boolean {
  const runsInto = (before: string, after: string): boolean => SPACED_END.test(before) && SPACED_START.test(after);
  const near = (from: number, to: number): string => text.slice(Math.max(0, from), to);
  return !runsInto(near(start - 2, start), near(start, start + 2)) && !runsInto(near(end - 2, end), near(end, end + 2));
}

function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}
