/** Values as records write them: in quotes, in braces, or not at all. */

const QUOTES = new Set(["'", '"', "‘", "’", "“", "”"]);

/** Whether a character is one that values are enclosed in. */
export function isQuote(character: string): boolean {
  return QUOTES.has(character);
}

/** A recorded text without the one pair of quotes around it; undefined if it is missing, empty or `-`. */
export function recordedValue(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const value = unquote(text);
  return value === "" || value === "-" ? undefined : value;
}

/** A lone quote is how the usage log writes an anonymous user. */
function unquote(text: string): string {
  if (!isQuote(text.charAt(0)) || !isQuote(text.charAt(text.length - 1))) return text;
  return text.length === 1 ? "" : text.slice(1, -1);
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A GUID in lower case without braces, or undefined if the text is none. */
export function parseGuid(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bare = withoutBraces(text).toLowerCase();
  return GUID.test(bare) ? bare : undefined;
}

/** The value of a column that ought to hold a GUID: the GUID, or else the text as it is. */
export function guidOrText(text: string | undefined): string | undefined {
  return parseGuid(text) ?? text;
}

const NO_CONTENT = "00000000-0000-0000-0000-000000000000";

/** A document's content id. All zeros names no document: taken for one, it would mix up all that have it. */
export function parseContentId(text: string | undefined): string | undefined {
  const guid = parseGuid(text);
  return guid === NO_CONTENT ? undefined : guid;
}

function withoutBraces(text: string): string {
  return text.startsWith("{") && text.endsWith("}") ? text.slice(1, -1) : text;
}
