import { collect } from "../../collect/collect.ts";
import type { Config } from "../../config/config.ts";
import { dispatch } from "../../dispatch/dispatch.ts";
import type { NoticePolicy } from "../../dispatch/policy.ts";
import type { OwnerLadder } from "../../owners/ladder.ts";
import { referenceCodes } from "../../platform/reference-code.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Source, SourceTrouble } from "../../sources/source.ts";
import type { OwnerBooks } from "../../store/operator-store.ts";
import type { Store } from "../../store/store.ts";
import type { LeaseIdentity } from "../../store/with-lease.ts";
import type { Agenda } from "./agenda.ts";
import type { Ledger } from "./ledger.ts";
import type { SimulatedNotices } from "./notices.ts";
import type { Playback } from "./playback.ts";
import { noFiles } from "./read-logs.ts";
import { tellOwners } from "./tell-owners.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Nobody else is at this store. */
const IDENTITY: LeaseIdentity = { holder: { host: "simulation", pid: 1, startedAt: "0" }, isDead: () => false };
/** References are unique to their delivery; who could foretell them does not matter here. */
const SECRET = "0".repeat(64);

/** The service stops waiting for the provider's pace so long before its next run. */
const MARGIN_MS = 1_000;

/** What is played, on what. */
export interface Play {
  readonly config: Config;
  readonly everyMs: number;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly agenda: Agenda;
  readonly ledger: Ledger;
  readonly playback: Playback;
  /** What is known of documents from the beginning; null if nothing is. */
  readonly documents: Source | null;
  readonly ladder: OwnerLadder;
  readonly notices: SimulatedNotices | null;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told of the clock's time and of the refusals seen so far. */
  readonly onProgress?: (time: number, refusals: number) => void;
}

/** What became of all refusals when nothing waited any more, and how often one was seen again. */
export interface Played {
  readonly books: OwnerBooks;
  readonly new: number;
  readonly duplicate: number;
  /** What kept the document log from being read whole. */
  readonly troubles: readonly SourceTrouble[];
}

/**
 * The scheduled service (`service.ts`) on a virtual clock: the same three phases at the same times, without the runs that would find nothing to do. It goes
 * on behind the last refusal until nothing waits.
 */
export async function play(settings: Play): Promise<Played> {
  const { clock, agenda, ledger, playback, signal, store, notices, everyMs } = settings;
  const counts = { new: 0, duplicate: 0 };
  const troubles =
    settings.documents === null ? [] : (await collectFrom("document-log", settings.documents, settings)).troubles;
  const missing = troubles.find(({ reason }) => reason === "no-files");
  if (missing !== undefined) throw noFiles(missing.part);
  for (let next = playback.nextAt(); !signal.aborted; next = playback.nextAt()) {
    if (next !== null) agenda.at(next);
    const time = agenda.next();
    if (time === null) break;
    clock.moveTo(time);
    const seen = await collectFrom("usage-logs", playback, settings);
    counts.new += seen.new;
    counts.duplicate += seen.duplicate;
    await dispatchNow(settings, time);
    if (notices !== null) {
      await tellOwners({
        ...{ store, clock, ledger, notices, signal },
        identity: IDENTITY,
        waitUntil: time + everyMs - MARGIN_MS,
      });
    }
    settings.onProgress?.(time, playback.shown);
    await clock.sleep(0);
  }
  return { ...counts, troubles, books: await store.ownerBooks() };
}

function collectFrom(name: string, source: Source, play: Play): ReturnType<typeof collect> {
  const { store, clock, logger, signal } = play;
  return collect(name, source, { store, clock, logger, signal, identity: IDENTITY, leaseWaitMs: 0 });
}

async function dispatchNow(play: Play, time: number): Promise<void> {
  const { store, clock, logger, signal, ladder, config, everyMs, notices } = play;
  let deliveries = 0;
  await dispatch({
    ...{ store, clock, logger, signal, ladder },
    identity: IDENTITY,
    leaseWaitMs: 0,
    policy: policyOf(config),
    horizon: { kind: "until", nextRunAt: time + everyMs },
    notifier: notices?.name ?? null,
    sinks: {},
    names: {
      newId: () => {
        deliveries += 1;
        return `${time}-${deliveries}`;
      },
      references: (id) => referenceCodes(SECRET, id),
    },
  });
}

function policyOf({ notices, doNotTrack }: Config): NoticePolicy {
  const { groupWaitMs, groupIntervalMs, repeatIntervalMs, maxPerOwnerPerDay, backlogAgeMs } = notices;
  return { groupWaitMs, groupIntervalMs, repeatIntervalMs, maxPerOwnerPerDay, backlogAgeMs, doNotTrack };
}
