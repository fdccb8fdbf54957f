import { parseObject, propertiesOf } from "../platform/parse-object.ts";

/** An error's envelope is some hundred bytes; what is longer is none. */
const LONGEST = 1024 * 1024;
const DEEPEST = 8;

/**
 * The codes of an API's error, the outer one first: `{"error":{"code","innererror":{"code",…}}}`. Payloads say `innererror` (OData) or
 * `innerError`. None for a body of another shape. A code that does not look like one is left out: it goes to logs.
 */
export function readErrorCodes(text: string): readonly string[] {
  if (text.length > LONGEST) return [];
  const codes: string[] = [];
  let at: unknown = parseObject(text)["error"];
  for (let depth = 0; depth < DEEPEST && at !== undefined; depth += 1) {
    const { code = at, innererror, innerError } = propertiesOf(at);
    if (typeof code === "string" && /^[A-Za-z][\w.-]{0,63}$/.test(code)) codes.push(code);
    at = innererror ?? innerError;
  }
  return codes;
}

/** What the API's error says in words; to be compared, never shown: it may quote the request. Empty for a body of another shape. */
export function readErrorMessage(text: string): string {
  if (text.length > LONGEST) return "";
  const { message } = propertiesOf(parseObject(text)["error"]);
  return typeof message === "string" ? message : "";
}
