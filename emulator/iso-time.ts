/** Times as texts. A text without a zone is UTC, whatever the machine's own zone is, as Azure Monitor has it. */

/** Milliseconds since 1970 of an ISO 8601 date, or date and time; NaN if it is none. */
export function parseUtc(text: string): number {
  const form = /^\d{4}-\d\d-\d\d(?:([T ])\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text);
  if (form === null) {
    return Number.NaN;
  }
  return Date.parse(form[1] !== undefined && form[2] === undefined ? `${text}Z` : text);
}
