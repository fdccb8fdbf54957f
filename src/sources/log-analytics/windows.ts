/** Windows of time: open at their beginning, closed at their end, in milliseconds since 1970. */

/** From just after one moment to another. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** A moment as cursors hold it. */
export function isoMilliseconds(ms: number): string {
  return new Date(ms).toISOString();
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The moment a cursor holds; undefined if it holds none. */
export function parseMoment(text: unknown): number | undefined {
  if (typeof text !== "string" || !ISO.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
