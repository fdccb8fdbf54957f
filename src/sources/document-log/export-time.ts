/** When an export was written: how old what it says is. */
import { isoSeconds } from "../../platform/instant.ts";
import { parseTime } from "../../platform/record-time.ts";

/** A date and perhaps a time, as far as file names can hold them: `2026-11-18`, `2026-11-18T06-30-00Z`, `20261118T0630`. */
const MOMENT = /(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?:[T_ ](\d{2})[-:.]?(\d{2})(?:[-:.]?(\d{2}))?Z?(?!-?\d))?(?!\d)/gi;

const HOUR_MS = 3_600_000;

/**
 * The last moment the file's name holds, UTC, ISO 8601. A date alone leaves the time of day to the file's own time, so that a file which was
 * written anew is newer; its first second if the file is not of that day. Without a date, the file's own time. A moment that has not come yet is
 * believed of none: it would win over all that is learnt until then.
 */
export function exportTime(fileName: string, mtimeMs: number, now: number): string {
  const latest = isoSeconds(now);
  const written = mtimeMs <= now && mtimeMs >= 0 ? isoSeconds(mtimeMs) : undefined;
  let named: string | undefined;
  for (const [, year, , month, day, hour, minute, second] of fileName.matchAll(MOMENT)) {
    const date = `${year}-${month}-${day}`;
    const time = hour === undefined ? undefined : parseTime(`${date}T${hour}:${minute}:${second ?? "00"}Z`);
    const moment = time ?? momentOn(parseTime(date), written);
    if (moment !== undefined && moment >= FIRST && moment <= latest) named = moment;
  }
  return named ?? written ?? latest;
}

/**
 * When on that day, anywhere on earth, or on the next: an export of the evening may be written past midnight. The day begins 14 hours before
 * it does so in UTC, and what was written then is not yet of the day in UTC.
 */
function momentOn(day: string | undefined, written: string | undefined): string | undefined {
  if (day === undefined || written === undefined) return day;
  const sinceMidnight = Date.parse(written) - Date.parse(day);
  return sinceMidnight >= -14 * HOUR_MS && sinceMidnight < 48 * HOUR_MS ? written : day;
}

/** The service did not exist before. */
const FIRST = "2000-01-01T00:00:00Z";
