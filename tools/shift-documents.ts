import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"/g;
const DAY = /\d{4}-\d\d-\d\d/;

/**
 * Copies exported document logs with all their times moved by so many seconds, the day in their names too: the emulator moves its tables
 * alike, so that a withdrawal stays where it was among the refusals.
 */
export function shiftDocuments(from: string, to: string, seconds: number): void {
  mkdirSync(to, { recursive: true });
  for (const file of globSync(join(from, "*.json"))) {
    const text = readFileSync(file, "utf8").replace(TIME, (_whole, time: string) => `"${moved(time, seconds)}"`);
    const name = basename(file).replace(DAY, (day) => moved(`${day}T00:00:00Z`, seconds).slice(0, 10));
    writeFileSync(join(to, name), text);
  }
}

function moved(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1_000).toISOString().replace(".000Z", "Z");
}
