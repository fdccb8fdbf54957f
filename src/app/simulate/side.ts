import type { Config } from "../../config/config.ts";
import type { NotifierPacing } from "../../notifiers/notifier.ts";
import { formatDuration } from "../../platform/duration.ts";
import { isoSeconds } from "../../platform/instant.ts";
import type { Ledger, RecipientRow } from "./ledger.ts";
import { providerLimits } from "./notices.ts";
import type { Played } from "./play.ts";
import type { LogCounts } from "./read-logs.ts";
import type { DelayBar, Side, TopOwner, TriedLimits } from "./report.ts";
import { type Spread, spreadOf } from "./spread.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Upper ends of the bars, seconds: short ones for limits, long ones for logs that come a day late. */
const BARS = [15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY] as const;

/** Everything one side's figures are made from. */
export interface SideFacts {
  readonly name: Side["name"];
  readonly file: string;
  readonly config: Config;
  readonly everyMs: number;
  readonly delay: string;
  readonly assumptions: readonly string[];
  readonly pacing: NotifierPacing | null;
  readonly logs: LogCounts;
  readonly played: Played;
  readonly ledger: Ledger;
  /** The recipients that are listed, in order, with what they are called; each by its key in the ledger. */
  readonly top: ReadonlyMap<string, string>;
}

/** Arranges what was written down as it is told. */
export function describeSide(facts: SideFacts): Side {
  const { name, file, config, everyMs, delay, assumptions, logs, played, ledger, top } = facts;
  const recipients = ledger.recipients();
  return {
    name,
    config: file,
    limits: limitsOf(config, everyMs),
    delay,
    assumptions,
    logs: {
      ...logs,
      new: played.new,
      duplicate: played.duplicate,
      troubles: [...logs.troubles, ...played.troubles],
    },
    books: played.books,
    mails: { total: ledger.mails, owners: recipients.length, ...mailsOf(facts, recipients) },
    delays: {
      fromRefusal: inSeconds(spreadOf(ledger.fromRefusal)),
      fromSight: inSeconds(spreadOf(ledger.fromSight)),
      histogram: histogramOf(ledger.fromRefusal),
    },
    heldForAWhile: ledger.held,
    topOwners: [...top].flatMap(([key, owner]) => {
      const row = ledger.recipient(key);
      return row === undefined ? [] : [describeOwner(row, owner)];
    }),
  };
}

function describeOwner({ recipient: { role }, mails, refusals, byDay }: RecipientRow, owner: string): TopOwner {
  return { owner, role, mails, refusals, mostInADay: Math.max(...byDay.values()) };
}

function limitsOf({ notices }: Config, everyMs: number): TriedLimits {
  const { groupWaitMs, groupIntervalMs, repeatIntervalMs, maxPerOwnerPerDay } = notices;
  return {
    groupWait: formatDuration(groupWaitMs),
    groupInterval: formatDuration(groupIntervalMs),
    repeatInterval: formatDuration(repeatIntervalMs),
    maxPerOwnerPerDay,
    every: formatDuration(everyMs),
  };
}

function mailsOf(
  { ledger, pacing }: SideFacts,
  recipients: readonly RecipientRow[],
): Omit<Side["mails"], "total" | "owners"> {
  const limits = providerLimits(pacing);
  const days = ledger.days().map(([day, mails]) => ({ day: dayText(day), mails }));
  const most = days.reduce((max, { mails }) => Math.max(max, mails), 0);
  const busiestDay = days.find(({ mails }) => mails === most);
  const hour = ledger.busiestHour();
  return {
    perOwnerAndDay: spreadOf(recipients.flatMap(({ byDay }) => [...byDay.values()])),
    days,
    busiestDay: busiestDay === undefined ? null : { ...busiestDay, limit: limits.perDay },
    busiestHour:
      hour === null ? null : { startsAt: isoSeconds(hour.startsAt), mails: hour.mails, limit: limits.perHour },
  };
}

function dayText(day: number): string {
  return isoSeconds(day * DAY * 1_000).slice(0, 10);
}

function inSeconds(spread: Spread | null): Spread | null {
  if (spread === null) return null;
  const whole = (ms: number): number => Math.round(ms / 1_000);
  return { median: whole(spread.median), p95: whole(spread.p95), max: whole(spread.max) };
}

function histogramOf(delays: readonly number[]): readonly DelayBar[] {
  const counts = new Array<number>(BARS.length + 1).fill(0);
  for (const ms of delays) {
    const at = BARS.findIndex((upTo) => ms <= upTo * 1_000);
    const bar = at === -1 ? BARS.length : at;
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts.map((refusals, i) => ({ upToSeconds: BARS[i] ?? null, refusals }));
}
