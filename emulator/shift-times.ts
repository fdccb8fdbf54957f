/** Moves recorded tables in time, all by the same whole number of seconds, so that what happened together stays together. */
import { parseUtc } from "./iso-time.ts";
import type { ParsedTable } from "./parse-table.ts";
import type { Cell, Column } from "./tables.ts";

/** How old the newest row is after the move. */
const NEWEST_AGE_SECONDS = 300;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const QUOTED_ISO = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)"/g;

/** By how many seconds tables must be moved for the newest `TimeGenerated` to be five minutes old at `now`; 0 if they hold none. */
export function secondsToRecent(tables: readonly ParsedTable[], now: number): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { columns, rows } of tables) {
    const at = columns.findIndex(({ name }) => name === "TimeGenerated");
    for (const row of at < 0 ? [] : rows) {
      const time = typeof row[at] === "string" ? parseUtc(row[at]) : Number.NaN;
      newest = time > newest ? time : newest;
    }
  }
  return Number.isFinite(newest) ? Math.floor((now - newest) / 1000) - NEWEST_AGE_SECONDS : 0;
}

/**
 * The same table, so many seconds later: datetime columns, texts that are an ISO date and time (also inside `dynamic`), and the pair
 * `date_s`, `time_s`, which is one time in two columns.
 */
export function shiftTable({ columns, rows }: ParsedTable, seconds: number): ParsedTable {
  const date = columns.findIndex(({ name }) => name === "date_s");
  const time = columns.findIndex(({ name }) => name === "time_s");
  return {
    columns,
    rows: rows.map((row) => {
      const moved = row.map((cell, at) => shiftCell(cell, columns[at], seconds));
      const pair = date < 0 || time < 0 ? null : shiftText(`${row[date]}T${row[time]}`, seconds);
      if (pair !== null) {
        moved[date] = pair.slice(0, 10);
        moved[time] = pair.slice(11);
      }
      return moved;
    }),
  };
}

function shiftCell(cell: Cell, column: Column | undefined, seconds: number): Cell {
  if (typeof cell !== "string" || column === undefined) {
    return cell;
  }
  switch (column.type) {
    case "datetime":
    case "string":
      return shiftText(cell, seconds) ?? cell;
    case "dynamic":
      return cell.replace(QUOTED_ISO, (whole, text: string) => `"${shiftText(text, seconds) ?? whole}"`);
    default:
      return cell;
  }
}

/** Keeps the text's own form: its fraction of a second, and its `Z` or none. Null if it is no ISO date and time. */
function shiftText(text: string, seconds: number): string | null {
  const form = ISO.exec(text);
  const at = form === null ? Number.NaN : Date.parse(`${text.slice(0, 19)}Z`);
  if (form === null || Number.isNaN(at)) {
    return null;
  }
  const moved = new Date(at + seconds * 1000);
  return Number.isNaN(moved.getTime()) ? null : `${moved.toISOString().slice(0, 19)}${form[1] ?? ""}${form[2] ?? ""}`;
}
