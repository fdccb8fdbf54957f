import { isoSeconds } from "./instant.ts";

/** Times as records write them. All are UTC unless they say otherwise; what is no time on the calendar is undefined, never guessed. */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{2}:\d{2}:\d{2})(?:[.,]\d{1,9})?Z?$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Rights Management did not exist before; .NET writes the year 1 and others 1601 or 1970 where there is no date. */
const FIRST_YEAR = 2000;

/** The time of a record from its date and time columns, ISO 8601 UTC, whole seconds. */
export function recordTime(date: string | undefined, time: string | undefined): string | undefined {
  const clock = TIME.exec(time ?? "")?.[1];
  if (date === undefined || clock === undefined || !DATE.test(date)) return undefined;
  const text = `${date}T${clock}`;
  return isOnCalendar(text) ? `${text}Z` : undefined;
}

/** When a document was protected, from the date-published column, ISO 8601 UTC, whole seconds. */
export function publishedTime(value: string | undefined): string | undefined {
  const time = parseTime(value);
  return time === undefined || Number(time.slice(0, 4)) < FIRST_YEAR ? undefined : time;
}

/** A date or a time of a day, UTC unless it says otherwise, as ISO 8601 UTC with whole seconds. */
export function parseTime(value: string | undefined): string | undefined {
  const [, date, clock, seconds, zone] = DATE_TIME.exec(value ?? "") ?? [];
  if (date === undefined) return undefined;
  const local = `${date}T${clock ?? "00:00"}${seconds ?? ":00"}`;
  if (!isOnCalendar(local)) return undefined;
  if (zone === undefined || zone === "Z") return `${local}Z`;
  const time = Date.parse(`${local}${zone}`);
  return Number.isNaN(time) ? undefined : isoSeconds(time);
}

/** Whether `YYYY-MM-DDThh:mm:ss` is a moment that exists: JavaScript takes the 30th of February and 24:00 for other moments. */
function isOnCalendar(text: string): boolean {
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (month < 1 || month > 12 || day < 1 || day > daysIn(Number(text.slice(0, 4)), month)) return false;
  return text.slice(11, 13) < "24" && text.slice(14, 16) < "60" && text.slice(17, 19) < "60";
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
