/**
 * What the `file-name` column calls a document. It may be a name, a path on somebody's machine, a web address or the subject of a
 * mail; only the name may ever be told to an owner, so whatever looks like a path is taken apart here.
 */

/** A document's name, and the whole path or address it stood in. */
export interface DocumentName {
  readonly name?: string;
  readonly path?: string;
}

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
const ROOTED = /^(?:[a-z]:|~|\.{1,2})?\//i;

/** Characters no file system or library allows in a path's folders: with them, a slash is only a character of a name. */
const NOT_IN_PATHS = /["<>|*?:]/;

/** `Minutes 18/11/2026` is a subject, not a path: each slash stands between digits. */
const ONLY_DATE_SLASHES = /^(?:[^/]|(?<=\d)\/(?=\d))*$/;

/** A path whose separators are written as percent signs, as some clients do. */
const ENCODED_SEPARATOR = /%(?:2f|5c)/i;

/** Takes the value of the column apart. */
export function parseDocumentName(value: string | undefined): DocumentName {
  if (value === undefined) return {};
  if (ADDRESS.test(value)) return withName(lastSegment(decode(value.replace(/[?#].*$/s, ""))), value);
  if (ENCODED_SEPARATOR.test(value)) {
    const decoded = decode(value);
    if (ADDRESS.test(decoded) || isPath(decoded)) return withName(lastSegment(decoded.replace(/[?#].*$/s, "")), value);
  }
  return isPath(value) ? withName(lastSegment(value), value) : { name: value };
}

function isPath(value: string): boolean {
  if (value.includes("\\") || ROOTED.test(value)) return true;
  return value.includes("/") && !NOT_IN_PATHS.test(value) && !ONLY_DATE_SLASHES.test(value);
}

function withName(name: string | undefined, path: string): DocumentName {
  return name === undefined ? { path } : { name, path };
}

function lastSegment(path: string): string | undefined {
  return path
    .split(/[\\/]+/)
    .filter((segment) => segment.trim() !== "")
    .at(-1);
}

/** Percent signs undone, before the last segment is taken: an encoded slash separates folders too. */
function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
