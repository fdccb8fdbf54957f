/**
 * What the `file-name` column calls a document. It may be a name, a path on somebody's machine, a web address or the subject of a
 * mail; only the name may ever be told to an owner, so whatever looks like a path is taken apart here.
 */
import { isMailContainer, nameKind } from "./document-name.ts";
import { decodePercent, EXTENSION, isFolderSign, lastSegment } from "./path-text.ts";
import { addressedName } from "./web-address.ts";

/** A document's name, and the whole path or address it stood in. */
export interface DocumentName {
  readonly name?: string;
  readonly path?: string;
}

/** Office hands documents to its programs as `ms-word:ofe|u|https://…`. */
const OFFICE_COMMAND = /^ms-[a-z]{1,20}:(?:[a-z]{3}\|(?:[a-z]\|)?)?/i;
/** Programs that take an address as their own: `onenote:https://…`, `jar:file:///…`. */
const OUTER_SCHEME = /^(?:[a-z][a-z0-9+.-]{1,20}:){1,3}(?=[a-z][a-z0-9+.-]*:\/\/)/i;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
const ROOTED = /^(?:[a-z]:|~|\.{1,2})?\//i;
/** The same behind some words, or an address there: `RE: see C:/Board/minutes`. */
const ROOTED_WITHIN = /\s(?:[a-z]:|~|\.{1,2})?\/(?=\S)|:\/\//i;

/** Relative to where a drive stands: `C:Plan.docx`. Told from a name only by the extension. */
const ON_DRIVE = /^[a-z]:(?=[^\s:][^:]*$)/i;

/** Which kinds of file hold others, and the sign some programs put between the two. */
const IN_ARCHIVE = /^.*\.(?:zip|7z|rar|tar|gz|tgz|cab|msg|eml|pst)[|>!]/i;

/** Characters no file system or library allows in a path's folders: with them, a slash is only a character of a name. */
const NOT_IN_PATHS = /["<>|*?]/;

/** `Minutes 18/11/2026` is a subject, not a path: each slash stands between digits. */
const ONLY_DATE_SLASHES = /^(?:[^/]|(?<=\d)\/(?=\d))*$/;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A path whose separators are written as percent signs, as some clients do. */
const ENCODED_SEPARATOR = /%(?:2f|5c)/i;

/** Takes the value of the column apart. */
export function parseDocumentName(value: string | undefined): DocumentName {
  if (value === undefined || isMailContainer(value)) return {};
  const target = value.trim().replace(OFFICE_COMMAND, "").replace(OUTER_SCHEME, "");
  if (ADDRESS.test(target)) return withName(addressedName(target), value);
  if (ENCODED_SEPARATOR.test(target)) {
    const decoded = decodePercent(target);
    if (ADDRESS.test(decoded)) return withName(addressedName(decoded), value);
    if (isPath(decoded)) return withName(fileName(decoded.replace(/[?#].*$/s, "")), value);
  }
  if (isPath(target)) return withName(fileName(target), value);
  if (target === "" || isFolderSign(target)) return {};
  if (ON_DRIVE.test(target) && EXTENSION.test(target)) return withName(fileName(target.slice(2)), value);
  const name = colonName(target);
  return name === undefined ? { name: value.trim() } : withName(fileName(name), value);
}

/**
 * Whether it is a path, or could be one: rather is a name maimed than a folder told. A backslash, a root and an address make a path. A slash
 * that remains is one of a name only beside characters no folder has, between the digits of dates, as the only one between words (`AC/DC
 * contract`), and in what looks like a mail's subject (`Agenda: HR/IT/Legal`). An extension makes the last two doubtful, and so a path
 * (`HR/plan.docx`), but for an only slash between blanks: no folder's name begins with one or ends in one (`Legal / HR - final.docx`).
 */
function isPath(value: string): boolean {
  if (value.includes("\\") || ROOTED.test(value)) return true;
  if (!value.includes("/") || NOT_IN_PATHS.test(value) || ONLY_DATE_SLASHES.test(value)) return false;
  if (ROOTED_WITHIN.test(value)) return true;
  const parts = value.split("/");
  const isOnly = parts.length === 2 && parts.every((part) => LETTER_OR_DIGIT.test(part));
  if (isOnly && value.includes(" / ")) return false;
  if (parts.some((part) => EXTENSION.test(part.trim()))) return true;
  return !isOnly && !/:\s/.test(value) && nameKind(value) !== "subject";
}

function withName(name: string | undefined, path: string): DocumentName {
  return name === undefined || isMailContainer(name) ? { path } : { name, path };
}

/** Within an archive, what stands behind the sign that leads into it: `bundle.zip|Plan.docx`, `bundle.zip!Plan.docx`. */
function fileName(path: string): string | undefined {
  const last = lastSegment(path);
  return last !== undefined && EXTENSION.test(last) ? last.replace(IN_ARCHIVE, "") : last;
}

/** The last part of a path of classic Mac OS, `Macintosh HD:Users:dana:Plan.docx`. A time or a subject has figures or blanks beside its colons. */
function colonName(text: string): string | undefined {
  const segments = text.split(":");
  const name = segments.at(-1);
  if (segments.length < 3 || name === undefined || !EXTENSION.test(name) || nameKind(text) === "subject")
    return undefined;
  if (segments.some((segment) => segment === "" || segment !== segment.trim())) return undefined;
  return /^(?:[^:]|(?<=\d):(?=\d))*$/.test(text) ? undefined : name;
}
