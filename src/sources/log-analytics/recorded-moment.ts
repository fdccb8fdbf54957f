import { isoSeconds } from "../../platform/instant.ts";
import { parseTime } from "../../platform/record-time.ts";

/** How Windows PowerShell's `ConvertTo-Json` writes a time, milliseconds since 1970 UTC. */
const POWERSHELL_DATE = /^\/Date\((\d{1,14})\)\/$/;

/** The time of a row, ISO 8601 UTC, cut to whole seconds; undefined for what is none, or could be read in two ways. */
export function recordedMoment(text: string | undefined): string | undefined {
  const ms = Number(POWERSHELL_DATE.exec(text ?? "")?.[1]);
  return Number.isNaN(ms) ? parseTime(text) : isoSeconds(ms);
}
