/**
 * Datetimes as Kusto counts them: 100 ns steps ("ticks") since the first of January of year 1, in UTC, up to the end
 * of year 9999.
 */
export const TICKS_PER_MILLISECOND = 10_000n;
export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_MINUTE = 600_000_000n;
export const TICKS_PER_HOUR = 36_000_000_000n;
export const TICKS_PER_DAY = 864_000_000_000n;

const EPOCH = 621_355_968_000_000_000n;
const END = 3_155_378_976_000_000_000n;
const FRACTION_DIGITS = 7;
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(.*)$/;
const ISO =
  /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?$/i;

/** The ticks of milliseconds since 1970. */
export function ticksOfMilliseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return EPOCH + BigInt(whole) * TICKS_PER_MILLISECOND + BigInt(Math.round((milliseconds - whole) * 10_000));
}

/** The whole milliseconds since 1970 of ticks. */
function millisecondsOfTicks(ticks: bigint): number {
  return Number((ticks - EPOCH) / TICKS_PER_MILLISECOND) - ((ticks - EPOCH) % TICKS_PER_MILLISECOND < 0n ? 1 : 0);
}

/** The ticks, or null if they are outside what a datetime can be. */
export function datetimeInRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks < END ? ticks : null;
}

/**
 * Reads ISO 8601, the form without a `T` included, and `month/day/year`; null if the text is none, or no time of a
 * calendar.
 */
export function parseDatetime(text: string): bigint | null {
  const found = ISO.exec(text.trim().replace(AMERICAN, "$3-$1-$2$4"));
  if (found === null) {
    return null;
  }
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((index) =>
    Number(found[index] ?? (index === 3 ? 1 : 0)),
  ) as [number, number, number, number, number, number];
  const at = makeDatetime(year, month, day, hour, minute, second);
  if (at === null) {
    return null;
  }
  const fraction = found[7]?.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, "0") ?? "0";
  return datetimeInRange(at + BigInt(fraction) - offsetTicks(found[8]));
}

/** The ticks of a time of the calendar; null if there is no such time. */
export function makeDatetime(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): bigint | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23) {
    return null;
  }
  if (minute < 0 || minute > 59 || second < 0 || second >= 60) {
    return null;
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return null;
  }
  const clock = BigInt(hour) * TICKS_PER_HOUR + BigInt(minute) * TICKS_PER_MINUTE;
  return ticksOfMilliseconds(date.getTime()) + clock + BigInt(Math.round(second * Number(TICKS_PER_SECOND)));
}

/** The calendar's date and time of ticks, to the millisecond. */
export function dateOfTicks(ticks: bigint): Date {
  return new Date(millisecondsOfTicks(ticks));
}

/** The ticks within the second, 0 to 9,999,999. */
export function fractionOfTicks(ticks: bigint): number {
  return Number(((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND);
}

/** ISO 8601 with seven digits of a second, as `tostring` writes it. */
export function formatDatetime(ticks: bigint): string {
  return `${wholeSeconds(ticks)}.${String(fractionOfTicks(ticks)).padStart(FRACTION_DIGITS, "0")}Z`;
}

/** ISO 8601 as the query API writes a cell: no fraction for a whole second, else seven digits. */
export function formatDatetimeCell(ticks: bigint): string {
  return fractionOfTicks(ticks) === 0 ? `${wholeSeconds(ticks)}Z` : formatDatetime(ticks);
}

/** Writes a datetime by the pattern of `format_datetime`; null if the pattern has a letter that is no specifier. */
export function formatByPattern(ticks: bigint, pattern: string): string | null {
  const date = dateOfTicks(ticks);
  const fraction = String(fractionOfTicks(ticks)).padStart(FRACTION_DIGITS, "0");
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  const parts: Readonly<Record<string, number>> = {
    y: date.getUTCFullYear(),
    M: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    h: hour12,
    H: date.getUTCHours(),
    m: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  };
  let refused = false;
  const text = pattern.replace(/([a-zA-Z])\1*/g, (run, letter: string) => {
    const part = parts[letter];
    if (part !== undefined && (run.length <= 2 || run === "yyyy")) {
      return (letter === "y" && run.length <= 2 ? String(part % 100) : String(part)).padStart(run.length, "0");
    }
    if (letter === "f" && run.length <= FRACTION_DIGITS) {
      return fraction.slice(0, run.length);
    }
    if (letter === "F" && run.length <= FRACTION_DIGITS) {
      return fraction.slice(0, run.length).replace(/0+$/, "");
    }
    if (run === "tt") {
      return date.getUTCHours() < 12 ? "AM" : "PM";
    }
    refused = true;
    return run;
  });
  return refused ? null : text;
}

function wholeSeconds(ticks: bigint): string {
  return dateOfTicks(ticks).toISOString().slice(0, 19);
}

function offsetTicks(zone: string | undefined): bigint {
  const found = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (found === null) {
    return 0n;
  }
  const ticks = BigInt(found[2] ?? 0) * TICKS_PER_HOUR + BigInt(found[3] ?? 0) * TICKS_PER_MINUTE;
  return found[1] === "-" ? -ticks : ticks;
}
