import type { Config } from "../../config/config.ts";
import type { Source } from "../../sources/source.ts";
import type { Silence } from "../../store/operator-store.ts";
import { Agenda } from "./agenda.ts";
import { Ledger } from "./ledger.ts";
import { simulateNotices } from "./notices.ts";
import type { SimulatedOwners } from "./owner-steps.ts";
import { play } from "./play.ts";
import { createPlayback } from "./playback.ts";
import { type LogCounts, openFileSource, type ReadContext } from "./read-logs.ts";
import type { Scratch } from "./scratch.ts";
import type { SideFacts } from "./side.ts";
import type { Spool } from "./spool.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import { formatVisibility, usualVisibility, type Visibility, visibleAt } from "./visibility.ts";
import { watchStore } from "./watch-store.ts";

const DAY_MS = 86_400_000;

/** One configuration and what it is tried on. */
export interface SideSettings {
  readonly name: SideFacts["name"];
  /** The configuration file as it was named. */
  readonly file: string;
  readonly config: Config;
  readonly owners: SimulatedOwners;
  readonly spool: Spool;
  readonly logs: LogCounts;
  readonly documentLogs: readonly string[];
  readonly silences: readonly Silence[];
  /** Null for as late as the configured sources bring refusals. */
  readonly visibility: Visibility | null;
  readonly read: ReadContext;
  readonly signal: AbortSignal;
  readonly onProgress: (time: number, refusals: number) => void;
}

/** What a side's figures are made from, but for the owners' names: those are given when all sides are known. */
export type PlayedSide = Omit<SideFacts, "top">;

/** Plays one configuration in a store of its own, from the midnight (UTC) before the first refusal can be seen. */
export async function playSide(settings: SideSettings, scratch: Scratch): Promise<PlayedSide> {
  const { name, file, config, owners, spool, logs, signal, read } = settings;
  const everyMs = Math.min(...config.sources.map((source) => source.everyMs));
  const visibility = settings.visibility ?? usualVisibility(config.sources);
  const first = visibleAt(spool.timeOf(0) ?? 0, visibility);
  const start = Math.floor(first / DAY_MS) * DAY_MS;
  const clock = createVirtualClock(start);
  const agenda = new Agenda(start, everyMs);
  const ledger = new Ledger((occurredAt) => visibleAt(occurredAt, visibility));
  const { logger } = read;
  const notices = await simulateNotices(config);
  const documents = await openDocuments(settings);
  const store = await scratch.openStore(name);
  try {
    for (const silence of settings.silences) await store.addSilence(silence);
    const played = await play({
      ...{ config, everyMs, clock, agenda, ledger, documents, notices, logger, signal },
      store: watchStore(store, ledger, agenda),
      playback: createPlayback(spool, clock, visibility),
      ladder: owners.ladder,
      onProgress: settings.onProgress,
    });
    const assumptions = notices === null ? [...owners.assumptions, NO_NOTIFIER] : owners.assumptions;
    const delay = formatVisibility(visibility);
    const pacing = notices?.pacing ?? null;
    return { name, file, config, everyMs, delay, assumptions, pacing, logs, played, ledger };
  } finally {
    await store.close();
  }
}

const NO_NOTIFIER = "The configuration has no notifier: nobody would be told of anything.";

async function openDocuments({ documentLogs, config, read }: SideSettings): Promise<Source | null> {
  if (documentLogs.length === 0) return null;
  return openFileSource("document-log", { path: [...documentLogs] }, config.tenantId, read);
}
