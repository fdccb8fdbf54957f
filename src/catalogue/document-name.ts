/** What a recorded document name is worth to a person, best first. */
export type NameKind = "readable" | "garbled" | "guid" | "none";

const RANKS: { readonly [kind in NameKind]: number } = { readable: 3, garbled: 2, guid: 1, none: 0 };

/** With or without braces and hyphens, and with any number of extensions: `{1539e96a-…}.docx.pfile`. */
const BARE_GUID = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?(?:\.[a-z0-9]{1,8})*$/i;
const EXTENSION = /\.[a-z0-9]{1,8}$/i;
/** Where a character was lost on the way: no file system allows a question mark in a name. */
const LOST = /[?\uFFFD]/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * Tells a name a person can read from one that was lost on the way (`????.docx`: a script the log's writer could not
 * encode), from a GUID that only a machine gave, and from nothing at all. A name that lost some letters only is readable.
 */
export function nameKind(name: string | undefined): NameKind {
  const text = (name ?? "").trim();
  if (text === "") return "none";
  if (BARE_GUID.test(text)) return "guid";
  const stem = text.replace(EXTENSION, "");
  if (LOST.test(stem) && !LETTER_OR_DIGIT.test(stem)) return "garbled";
  return "readable";
}

/** The rank of a name, higher is better: readable 3, garbled 2, bare GUID 1, none 0. */
export function nameRank(name: string | undefined): number {
  return RANKS[nameKind(name)];
}
