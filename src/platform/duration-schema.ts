import { z } from "zod";
import { DURATION_PATTERN, formatDuration, parseDuration } from "./duration.ts";

/**
 * The schema of a configured duration: text like `10m` in, milliseconds out. Give the default as text, with `.prefault("10m")`,
 * so that the generated documentation shows what a person would write.
 */
export function durationSchema(bounds: { readonly min?: string; readonly max?: string } = {}) {
  const min = parseDuration(bounds.min ?? "0s") ?? 0;
  const max = parseDuration(bounds.max ?? "3650d") ?? 0;
  const error = "a duration like 0s, 10m, 4h or 7d";
  return z
    .string({ error })
    .regex(DURATION_PATTERN, { error })
    .meta({ title: "a duration" })
    .transform((text) => parseDuration(text) ?? Number.NaN)
    .refine((ms) => ms >= min && ms <= max, {
      error: `a duration from ${formatDuration(min)} to ${formatDuration(max)}`,
    });
}
