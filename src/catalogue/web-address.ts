/** A document's name in the addresses SharePoint, OneDrive, Teams and mail gateways give it. */
import { decodePercent, EXTENSION, lastSegment } from "./path-text.ts";

/** Pages that show a document, which they name in a parameter: `_layouts/15/Doc.aspx?file=Plan.docx`. */
const PAGE = /\.(?:aspx|ashx)$/i;

/** A sharing link, `/:w:/g/personal/dana_contoso_com/EQx…`: what it ends in is a key. Behind `/:w:/r/` stands the real path. */
const SHARING_KEY = /\/:[a-z]:\/(?!r\/)/i;

/** Where such pages and links say which document they mean, the plainest first. Names of parameters have no case here. */
const NAMING: readonly string[] = ["file", "filename", "objecturl", "sourceurl", "fileref", "id", "url", "sourcedoc"];

/** How many addresses may stand in each other: a gateway's link to a viewer's link to a document. */
const MAX_NESTING = 4;

/** What the addressed document is called; undefined if the address does not say. */
export function addressedName(address: string, nesting = 0): string | undefined {
  // A file's address was never made for a browser: nothing in it was encoded that a name may hold.
  if (/^file:/i.test(address)) return lastSegment(decodePercent(pathOf(address)));
  const [location, fragment] = split(address, "#");
  const [path, query] = split(location, "?");
  const name = lastSegment(decodePercent(pathOf(path)));
  const isOfPage = name === undefined || PAGE.test(name) || SHARING_KEY.test(path);
  if (!isOfPage && EXTENSION.test(name)) return name;
  const meant = nesting < MAX_NESTING ? (named(query, nesting) ?? viewed(fragment, nesting)) : undefined;
  return meant ?? (isOfPage || name === "_" ? undefined : name);
}

/** What stands behind the host; of `file:///C:/Plan.docx`, all. */
function pathOf(location: string): string {
  return location.replace(/^[a-z][a-z0-9+.-]*:\/\/[^\\/]*/i, "");
}

function named(query: string, nesting: number): string | undefined {
  const values = new Map<string, string>();
  for (const parameter of query.split("&")) {
    const [key, value] = split(parameter, "=");
    values.set(key.toLowerCase(), decodePercent(value.replaceAll("+", " ")));
  }
  for (const key of NAMING) {
    const value = values.get(key);
    const name = value === undefined ? undefined : nameIn(value, nesting);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The web client of Teams names what it shows behind the hash, slashes written as `~2F`. */
function viewed(fragment: string, nesting: number): string | undefined {
  const start = /https:~2F~2F/i.exec(fragment)?.index;
  return start === undefined
    ? undefined
    : nameIn(decodePercent(fragment.slice(start).replaceAll(/~2F/gi, "/")), nesting);
}

/** Only what has an extension: other values of these parameters are keys and GUIDs. */
function nameIn(value: string, nesting: number): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return addressedName(value, nesting + 1);
  const name = lastSegment(value);
  return name !== undefined && EXTENSION.test(name) && !PAGE.test(name) ? name : undefined;
}

/** At the first separator: before and behind it. */
function split(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
