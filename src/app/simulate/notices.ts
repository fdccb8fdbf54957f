import type { Config } from "../../config/config.ts";
import type { NotifierPacing } from "../../notifiers/notifier.ts";
import { NOTIFIER_REGISTRY } from "../../notifiers/registry.ts";
import { loadComponent } from "../load-component.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How owners are told, as far as it decides when: the provider's pace, and how much a mail holds. */
export interface SimulatedNotices {
  /** What the store knows the notices by. */
  readonly name: string;
  readonly pacing: NotifierPacing | null;
  /** The most rows a mail lists. */
  readonly maxRows: number;
}

/** Of the configured notifier, which is not made. Null if no notifier is configured. */
export async function simulateNotices(config: Config): Promise<SimulatedNotices | null> {
  const part = config.notifiers.find(({ name }) => name === config.ownersNotifier);
  if (part === undefined) return null;
  const definition = await loadComponent(NOTIFIER_REGISTRY, part);
  return { name: "owners", pacing: definition.pacing(part.settings), maxRows: config.notices.maxRows };
}

/** The most messages a provider takes in an hour and in a day; null for no limit. */
export interface ProviderLimits {
  readonly perHour: number | null;
  readonly perDay: number | null;
}

/** A pacing's limits, counted for longer times. */
export function providerLimits(pacing: NotifierPacing | null): ProviderLimits {
  const within = (ms: number): number | null => {
    const counts = (pacing?.limits ?? []).map(({ count, perMs }) => count * Math.max(1, Math.ceil(ms / perMs)));
    return counts.length === 0 ? null : Math.min(...counts);
  };
  return { perHour: within(HOUR_MS), perDay: within(DAY_MS) };
}
