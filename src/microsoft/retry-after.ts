const HOUR_MS = 3_600_000;

/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, `x-ms-retry-after-ms`, or Retry-After as seconds or as a date, which
 * is read against the answer's own Date where there is one, so that clocks that differ do no harm. Nothing and nonsense are undefined.
 *
 * More than an hour is cut to an hour, here and on purpose: an absurd value, of a clock that is wrong or of something between, must not
 * silence anything for days. Whoever is given the result waits at least as long; a service that meant more asks again.
 */
export function retryAfter(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const wait =
    readNumber(headers.get("retry-after-ms")) ??
    readNumber(headers.get("x-ms-retry-after-ms")) ??
    readSeconds(headers.get("retry-after")) ??
    readDate(headers.get("retry-after"), headers.get("date"), now);
  return wait === undefined ? undefined : Math.min(Math.max(Math.ceil(wait), 0), HOUR_MS);
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function readSeconds(text: string | undefined): number | undefined {
  const seconds = readNumber(text);
  return seconds === undefined ? undefined : seconds * 1000;
}

function readDate(text: string | undefined, date: string | undefined, now: number): number | undefined {
  // A date has letters; Date.parse takes a negative number for a year.
  if (text === undefined || !/^[A-Za-z]/.test(text.trim())) return undefined;
  const at = Date.parse(text);
  const since = date === undefined ? now : Date.parse(date);
  const wait = at - (Number.isNaN(since) ? now : since);
  return Number.isNaN(wait) ? undefined : wait;
}
