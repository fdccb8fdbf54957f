/** What a JSON text says; undefined, which JSON cannot say, if it is none. */
export function parsedJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    return undefined;
  }
}
