/** When an export was written: how old what it says is. */
import { isoSeconds } from "../../platform/instant.ts";
import { parseTime } from "../../platform/record-time.ts";

/** A date and perhaps a time, as far as file names can hold them: `2026-11-18`, `2026-11-18T06-30-00Z`, `20261118T0630`. */
const MOMENT = /(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?:[T_ ](\d{2})[-:.]?(\d{2})(?:[-:.]?(\d{2}))?Z?(?!-?\d))?(?!\d)/gi;

/**
 * The last moment the file's name holds, UTC, ISO 8601; a date alone is its first second. Without one, the file's own time. A moment that
 * has not come yet is believed of neither: it would win over all that is learnt until then.
 */
export function exportTime(fileName: string, mtimeMs: number, now: number): string {
  const latest = isoSeconds(now);
  let named: string | undefined;
  for (const [, year, , month, day, hour, minute, second] of fileName.matchAll(MOMENT)) {
    const date = `${year}-${month}-${day}`;
    const time = hour === undefined ? undefined : parseTime(`${date}T${hour}:${minute}:${second ?? "00"}Z`);
    const moment = time ?? parseTime(date);
    if (moment !== undefined && moment >= FIRST && moment <= latest) named = moment;
  }
  if (named !== undefined) return named;
  return mtimeMs <= now && mtimeMs >= 0 ? isoSeconds(mtimeMs) : latest;
}

/** The service did not exist before. */
const FIRST = "2000-01-01T00:00:00Z";
