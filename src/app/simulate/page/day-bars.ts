import { isoSeconds } from "../../../platform/instant.ts";
import type { Side } from "../report.ts";
import type { Bar } from "./bar-chart.ts";

const DAY_MS = 86_400_000;
/** More bars than a quarter of a year has days would be too thin to be seen. */
const MOST_BARS = 92;

/** Mails by day for each side, over the same days; where those are too many, several days share a bar. */
export interface DayBars {
  readonly daysABar: number;
  /** In the order of the sides. */
  readonly bars: readonly (readonly Bar[])[];
}

/** Every day from the first to the last on which any side sends a mail, days without one included. */
export function dayBars(sides: readonly Side[]): DayBars {
  const known = sides.map(({ mails }) =>
    mails.days.map(({ day, mails: count }) => [Date.parse(day) / DAY_MS, count] as const),
  );
  const days = known.flat().map(([day]) => day);
  const first = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const last = days.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
  if (days.length === 0) return { daysABar: 1, bars: sides.map(() => []) };
  const daysABar = Math.ceil((last - first + 1) / MOST_BARS);
  const count = Math.ceil((last - first + 1) / daysABar);
  const bars = known.map((counts) => {
    const values = new Array<number>(count).fill(0);
    for (const [day, mails] of counts) {
      const at = Math.floor((day - first) / daysABar);
      values[at] = (values[at] ?? 0) + mails;
    }
    return values.map((value, i) => ({ label: dayText(first + i * daysABar), value }));
  });
  return { daysABar, bars };
}

function dayText(day: number): string {
  return isoSeconds(day * DAY_MS).slice(0, 10);
}
