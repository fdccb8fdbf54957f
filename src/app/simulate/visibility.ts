import { z } from "zod";
import type { SourceConfig } from "../../config/config.ts";
import { formatDuration } from "../../platform/duration.ts";

const DAY_MS = 86_400_000;
/** Log Analytics shows most rows within three minutes of their arrival. Source: Azure Monitor, "log data ingestion time". */
const INGESTION_MS = 180_000;

/** When a refusal can first be seen: with the log of its UTC day, or so long after it happened. */
export type Visibility = "day" | number;

/** When somebody reading the logs would have seen what happened at `time`. It never goes back as `time` goes on. */
export function visibleAt(time: number, visibility: Visibility): number {
  return visibility === "day" ? (Math.floor(time / DAY_MS) + 1) * DAY_MS : time + visibility;
}

const workspace = z.object({ table: z.string(), settle: z.number() });

/**
 * How late the configured sources bring a refusal, the quickest of them. The service writes usage logs a UTC day at a time, and the tables that
 * are filled from them are no quicker; of the others rows are there within minutes, and read when they have settled.
 */
export function usualVisibility(sources: readonly SourceConfig[]): Visibility {
  let quickest: Visibility = "day";
  for (const { settings } of sources) {
    const found = workspace.safeParse(settings);
    if (!found.success || found.data.table.startsWith("mparr-")) continue;
    const delay = found.data.settle + INGESTION_MS;
    quickest = quickest === "day" ? delay : Math.min(quickest, delay);
  }
  return quickest;
}

/** As a person writes it: `day`, or a duration. */
export function formatVisibility(visibility: Visibility): string {
  return visibility === "day" ? visibility : formatDuration(visibility);
}
