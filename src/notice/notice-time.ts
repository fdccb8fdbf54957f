import type { Words } from "./messages/catalogue.ts";

interface LocalTime {
  /** `14 November 2026`: the month by name, so that nobody takes day for month. */
  readonly date: string;
  /** `09:02`, 24 hours. */
  readonly time: string;
  /** `UTC+01:00` */
  readonly offset: string;
}

const formats = new Map<
  string,
  { readonly date: Intl.DateTimeFormat; readonly time: Intl.DateTimeFormat; readonly offset: Intl.DateTimeFormat }
>();

/** One moment in the reader's time zone, with its offset. */
export function instantIn(at: string, timeZone: string, words: Words): string {
  return words.say("time.instant", { ...localTime(at, timeZone, words) });
}

/** One day in the reader's time zone. */
export function dayIn(at: string, timeZone: string, words: Words): string {
  return localTime(at, timeZone, words).date;
}

/** From first to last: one time if both fall in the same minute, both dates if the days differ, both offsets if the clocks were changed. */
export function periodIn(firstAt: string, lastAt: string, timeZone: string, words: Words): string {
  const first = localTime(firstAt, timeZone, words);
  const last = localTime(lastAt, timeZone, words);
  if (first.offset !== last.offset) {
    return words.say("time.span", {
      start: instantIn(firstAt, timeZone, words),
      end: instantIn(lastAt, timeZone, words),
    });
  }
  const { offset } = first;
  if (first.date !== last.date) {
    return words.say("time.span.offset", {
      startDate: first.date,
      from: first.time,
      endDate: last.date,
      to: last.time,
      offset,
    });
  }
  if (first.time === last.time) return words.say("time.instant", { ...first });
  return words.say("time.day", { date: first.date, from: first.time, to: last.time, offset });
}

function localTime(at: string, timeZone: string, words: Words): LocalTime {
  const { date, time, offset } = formatsOf(timeZone, words.locale);
  const moment = new Date(at);
  const name = offset.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
  return { date: date.format(moment), time: time.format(moment), offset: `UTC${name.replace(/^GMT/, "") || "+00:00"}` };
}

/** Making a format is slow and using one is fast; there are as many as there are time zones in the configuration. */
function formatsOf(timeZone: string, locale: string): NonNullable<ReturnType<typeof formats.get>> {
  const key = `${locale} ${timeZone}`;
  const existing = formats.get(key);
  if (existing !== undefined) return existing;
  const made = {
    date: new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "long", year: "numeric" }),
    time: new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    offset: new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }),
  };
  formats.set(key, made);
  return made;
}
