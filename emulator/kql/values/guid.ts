const DASHED = /^[{(]?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})[)}]?$/i;
const BARE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;

/** A guid in the one form it has while a query runs; null if the text is none. */
export function parseGuid(text: string): string | null {
  const dashed = DASHED.exec(text.trim())?.[1];
  if (dashed !== undefined) {
    return dashed.toLowerCase();
  }
  return BARE.exec(text.trim())?.slice(1).join("-").toLowerCase() ?? null;
}
