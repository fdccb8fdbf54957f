/** Paths as text, of any system. */

/** An ending that programs go by: `.docx`, `.7z`, `.pfile`. A figure alone is none: `Report v1.2`. */
export const EXTENSION = /\.(?=\d*[a-z])[a-z0-9]{1,16}$/i;

const ENCODED_SEPARATOR = /%(?:2f|5c)/i;

/** How often an address is encoded at most: by a client, by a gateway, by whoever wrote it into another one. */
const MAX_ENCODINGS = 4;

/** The last part that is not blank, without the blanks around it; none if it is `.` or `..`: what they stand for is a folder. */
export function lastSegment(path: string): string | undefined {
  const last = path
    .split(/[\\/]+/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== "")
    .at(-1);
  return last === undefined || isFolderSign(last) ? undefined : last;
}

/** Whether it is how systems write the folder one is in, or the one above. */
export function isFolderSign(segment: string): boolean {
  return segment === "." || segment === "..";
}

/** Percent signs undone where they stand for characters, again while an encoded separator is left: that would hide folders in a name. */
export function decodePercent(text: string): string {
  let decoded = text;
  for (let i = 0; i === 0 || (i < MAX_ENCODINGS && ENCODED_SEPARATOR.test(decoded)); i += 1) {
    decoded = decoded.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun);
  }
  return decoded;
}

/** What is no UTF-8 stays as it is, but for separators. */
function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run.replace(/%2f/gi, "/").replace(/%5c/gi, "\\");
  }
}
