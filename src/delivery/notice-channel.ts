/**
 * Delivers notices: claims what is due, builds the content only then, freezes it, sends, classifies, records.
 * The order is what makes a crash harmless: frozen before begun, begun before sent, settled after. What was begun and never settled is
 * asked about before it is sent again.
 */
import type { Notifier, NotifierPacing } from "../notifiers/notifier.ts";
import type { ClaimedDelivery, Freeze, Settlement } from "../store/delivery-store.ts";
import { buildMessage, type RenderSettings } from "./build-message.ts";
import {
  ATTEMPT_MS,
  type ChannelSummary,
  claimKeeper,
  type DeliverySettings,
  drain,
  exhausted,
  settleAll,
  Tally,
} from "./channel.ts";
import { type CallEnd, CallTrouble } from "./channel-rest.ts";
import { type ReadyNotice, readyNotice, reconcileNotice, sendNotice } from "./send-notice.ts";

/** Notices claimed at a time: few enough that a lost process leaves little behind, enough that commits are shared. */
const CLAIM_LIMIT = 16;
/** A group takes a second or two, and no longer than an attempt may; notifiers end one a little earlier themselves. */
const LONG_IN_VAIN_MS = ATTEMPT_MS / 2;

export interface NoticeChannel {
  /** What the store knows the notices by. */
  readonly name: string;
  readonly notifier: Notifier;
  readonly pacing: NotifierPacing | null;
  readonly render: RenderSettings;
}

/** Sends every notice that is due. */
export async function deliverNotices(channel: NoticeChannel, settings: DeliverySettings): Promise<ChannelSummary> {
  const tally = new Tally();
  const work = async (claimed: readonly ClaimedDelivery[]): Promise<CallEnd> => {
    const begunAt = settings.clock.now();
    const trouble = new CallTrouble();
    const settlements = await attempt(claimed, channel, settings, trouble);
    for (const settlement of await settleAll(settlements, settings, channel.pacing?.resource)) {
      tally.add(settlement);
      logSettled(settlement, claimed, channel, settings);
    }
    settings.onProgress?.(channel.name, tally.summary().delivered);
    return { askedMs: trouble.askedMs, failedUntil: failedUntil(settlements, trouble, settings.clock.now() - begunAt) };
  };
  await drain(settings, { kind: "notice", channel: channel.name, limit: CLAIM_LIMIT, pacing: channel.pacing, work });
  return tally.summary();
}

/**
 * One recipient's mail server that says "later" says nothing of the others, so that the channel goes on. What a person must mend holds for
 * all; and a service before which a whole group stood in vain for long is away, whatever it is about.
 */
function failedUntil(settlements: readonly Settlement[], trouble: CallTrouble, tookMs: number): number | null {
  const times = settlements.map((end) => (end.status === "retry" || end.status === "deferred" ? end.at : null));
  const isAway = tookMs >= LONG_IN_VAIN_MS && times.every((at) => at !== null);
  if (!isAway && !trouble.needsMending) return null;
  return times.reduce<number | null>((first, at) => (at === null ? first : Math.min(first ?? at, at)), null);
}

async function attempt(
  claimed: readonly ClaimedDelivery[],
  channel: NoticeChannel,
  settings: DeliverySettings,
  trouble: CallTrouble,
): Promise<readonly Settlement[]> {
  const keep = claimKeeper(claimed, settings);
  const { ready, leaked } = await prepare(claimed, channel, settings, keep);
  const asked: Settlement[] = [];
  const fresh = ready.filter(({ claim }) => !claim.unsettled);
  for (const notice of ready.filter(({ claim }) => claim.unsettled)) {
    await keep();
    const settlement = await reconcileNotice(notice, channel.notifier, settings);
    if (settlement !== null) asked.push(settlement);
    else if (notice.claim.attempts < settings.maxAttempts) fresh.push(notice);
    else asked.push(exhausted(notice.claim, settings));
  }
  await keep();
  const begun = fresh.map(({ claim }) => ({ seq: claim.seq, token: claim.token }));
  await settings.store.beginAttempts(begun, settings.clock.now());
  const sent = await Promise.all(fresh.map((notice) => sendNotice(notice, channel.notifier, settings, trouble)));
  return [...leaked, ...asked, ...sent];
}

/** Builds and freezes what has no content yet. A message that holds what no owner may be told is a dead letter and is never sent. */
async function prepare(
  claimed: readonly ClaimedDelivery[],
  { render }: NoticeChannel,
  settings: DeliverySettings,
  keep: () => Promise<void>,
): Promise<{ readonly ready: readonly ReadyNotice[]; readonly leaked: readonly Settlement[] }> {
  const ready: ReadyNotice[] = [];
  const leaked: Settlement[] = [];
  const freezes: Freeze[] = [];
  for (const claim of claimed) {
    await keep();
    const { seq, token, content } = claim;
    if (content !== null) {
      ready.push(readyNotice(claim, content, render.messageId(claim.id), settings));
      continue;
    }
    const built = await buildMessage(claim, render, { ...settings, keep });
    if (built.status === "leak") {
      leaked.push({ seq, token, now: settings.clock.now(), status: "dead", reason: "leak", detail: built.detail });
      continue;
    }
    freezes.push(built.freeze);
    ready.push(readyNotice(claim, built.freeze.content, render.messageId(claim.id), settings));
  }
  if (freezes.length > 0) await settings.store.freezeNotices(freezes);
  return { ready, leaked };
}

function logSettled(
  settlement: Settlement,
  claimed: readonly ClaimedDelivery[],
  channel: NoticeChannel,
  settings: DeliverySettings,
): void {
  const delivery = claimed.find(({ seq }) => seq === settlement.seq)?.id;
  const reason = "reason" in settlement ? settlement.reason : undefined;
  const level = settlement.status === "delivered" ? "info" : settlement.status === "dead" ? "error" : "warn";
  settings.logger[level]({ channel: channel.name, delivery, status: settlement.status, reason }, "delivery.settled");
}
