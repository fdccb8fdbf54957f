import { z } from "zod";
import { parseDuration } from "./duration.ts";
import { isoSeconds } from "./instant.ts";
import { parseTime } from "./record-time.ts";

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

/** From when on refusals count, as it is configured: a UTC time, or a duration before the first read. */
export const sinceSchema = z
  .string()
  .refine(isSince, { error: "a UTC time like 2026-11-18 or 2026-11-18T06:00:00Z, or a duration ago like 7d" });

/** The time a configured `since` stands for at this moment, ISO 8601 UTC with whole seconds. */
export function sinceTime(since: string, now: number): string {
  return parseTime(since) ?? isoSeconds(now - (parseDuration(since) ?? 0));
}

function isSince(text: string): boolean {
  return parseDuration(text) !== null || (TIME.test(text) && parseTime(text) !== undefined);
}
