import { coerce, convert } from "../expressions/coerce.ts";
import { combine } from "../expressions/compiled.ts";
import { notSupported } from "../refusal.ts";
import { compareTexts } from "../values/text.ts";
import type { Value } from "../values/values.ts";
import { type FunctionDefinition, type FunctionTable, ofAll, strict } from "./define.ts";

const replaceString: FunctionDefinition = strict(["string", "string", "string"], (text, sought, by) =>
  sought === "" ? text : text.replaceAll(sought, () => by),
);

/** The functions of texts that need no regular expression. Lengths and places count code points, as Kusto does. */
export const TEXT_FUNCTIONS: FunctionTable = {
  tolower: strict(["string"], (text) => text.toLowerCase()),
  toupper: strict(["string"], (text) => text.toUpperCase()),
  strlen: strict(["string"], (text) => lengthOf(text)),
  string_size: strict(["string"], (text) => Buffer.byteLength(text)),
  reverse: strict(["string"], (text) => [...text].reverse().join("")),
  substring: strict(["string", "long", "long"], (text, from, count) => {
    const start = Number(from) < 0 ? Math.max(0, lengthOf(text) + Number(from)) : Number(from);
    return slice(text, start, count === undefined ? undefined : start + Math.max(0, Number(count)));
  }),
  strcat: ofAll("string", (texts) => texts.join("")),
  strcat_delim: ofAll("string", ([delimiter, ...texts]) => texts.join(delimiter as string)),
  strcat_array: strict(["dynamic", "string"], (array, delimiter) =>
    Array.isArray(array) ? array.map((element) => convert(element, "dynamic", "string")).join(delimiter) : "",
  ),
  strcmp: strict(["string", "string"], (a, b) => Math.sign(compareTexts(a, b))),
  strrep: strict(["string", "long", "string"], (text, times, delimiter) =>
    Array.from({ length: Math.min(1024, Math.max(0, Number(times))) }, () => text).join(delimiter ?? ""),
  ),
  split: strict(["string", "string", "long"], (text, delimiter, index) => {
    const parts = delimiter === "" ? [text] : text.split(delimiter);
    return index === undefined ? parts : parts.slice(Number(index)).slice(0, 1);
  }),
  replace_string: replaceString,
  indexof: strict(["string", "string", "long", "long", "long"], indexOf),
  countof: ({ type, arguments: given, at }) => {
    const [text, sought, kind] = given.map((part) => coerce(part, "string"));
    if (text === undefined || sought === undefined || (kind !== undefined && kind.constant?.value !== "normal")) {
      throw notSupported("'countof' of a regular expression", at);
    }
    return combine(type, [text, sought], (row) => count(text.evaluate(row) as string, sought.evaluate(row) as string));
  },
  translate: strict(["string", "string", "string"], (from, to, text) => {
    const [sought, by] = [[...from], [...to]];
    const last = by.at(-1) ?? "";
    const table = new Map(sought.map((character, index) => [character, by[index] ?? last]));
    return [...text].map((character) => table.get(character) ?? character).join("");
  }),
};

function lengthOf(text: string): number {
  return hasPairs(text) ? [...text].length : text.length;
}

function slice(text: string, start: number, end?: number): string {
  return hasPairs(text) ? [...text].slice(start, end).join("") : text.slice(start, end);
}

/** Whether a text has characters of two parts, for which JavaScript's places are not code points. */
function hasPairs(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

/** The place of the nth occurrence, from a start and within a length; -1 if there is none. */
function indexOf(text: string, sought: string, start: Value, length: Value, occurrence: Value): number | null {
  const characters = [...text];
  const from = Number(start ?? 0) < 0 ? Math.max(0, characters.length + Number(start)) : Number(start ?? 0);
  const size = Number(length ?? -1);
  const wanted = Number(occurrence ?? 1);
  if (wanted < 1 || size < -1) {
    return null;
  }
  const window = characters.slice(from, size === -1 ? undefined : from + size).join("");
  let found = -1;
  for (let seen = 0; seen < wanted; seen += 1) {
    found = window.indexOf(sought, found + 1);
    if (found === -1) {
      return -1;
    }
  }
  return from + lengthOf(window.slice(0, found));
}

/** How often a text occurs, overlaps counted: what `countof` does for plain text. */
function count(text: string, sought: string): number {
  let found = 0;
  for (let from = text.indexOf(sought); from !== -1 && sought !== ""; from = text.indexOf(sought, from + 1)) {
    found += 1;
  }
  return found;
}
