/** JSON from strangers. Nothing here throws, whatever the text. */

/** What the text stands for; undefined if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object's own properties; none of anything else, a list among it. */
export function propertiesOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The properties of a JSON object; none for anything else. */
export function parseObject(text: string): { readonly [name: string]: unknown } {
  return propertiesOf(parseJson(text));
}
