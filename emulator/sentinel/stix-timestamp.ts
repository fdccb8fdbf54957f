/** Timestamps of STIX: RFC 3339 in UTC, a fraction of any length. */

const FORM =
  /^(\d{4}-(?:0[1-9]|1[012])-(?:0[1-9]|[12]\d|3[01]))T((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))(?:\.(\d+))?Z$/;

/** A timestamp that can be compared as text, or null if it is none (of a day there is). `digits`: how many the fraction must have at least. */
export function comparableTimestamp(text: string, digits = 0): string | null {
  const [whole, date = "", time = "", fraction = ""] = FORM.exec(text) ?? [];
  if (whole === undefined || fraction.length < digits || !isDate(date)) {
    return null;
  }
  return `${date}T${time}.${fraction.replace(/0+$/, "")}`;
}

/** Whether the month has such a day. */
function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}
