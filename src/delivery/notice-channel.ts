/**
 * Delivers notices: claims what is due, builds the content only then, freezes it, sends, classifies, records.
 * The order is what makes a crash harmless: frozen before begun, begun before sent, settled after. What was begun and never settled is
 * asked about before it is sent again.
 */

import type { Notifier, NotifierPacing, OutgoingMessage, SendResult } from "../notifiers/notifier.ts";
import type { ClaimedDelivery, Freeze, Settlement } from "../store/delivery-store.ts";
import type { RenderSettings } from "./build-message.ts";
import { type BuiltMessage, buildMessage } from "./build-message.ts";
import {
  ATTEMPT_MS,
  type ChannelSummary,
  claimKeeper,
  type DeliverySettings,
  drain,
  retryOrDie,
  Tally,
} from "./channel.ts";

/** Notices claimed at a time: few enough that a lost process leaves little behind, enough that commits are shared. */
const CLAIM_LIMIT = 16;

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
  const work = async (claimed: readonly ClaimedDelivery[]): Promise<void> => {
    const settlements = await attempt(claimed, channel, settings);
    await settings.store.settle(settlements);
    for (const settlement of settlements) {
      tally.add(settlement);
      logSettled(settlement, claimed, channel, settings);
    }
    settings.onProgress?.(channel.name, tally.summary().delivered);
  };
  await drain(settings, { kind: "notice", channel: channel.name, limit: CLAIM_LIMIT, pacing: channel.pacing, work });
  return tally.summary();
}

async function attempt(
  claimed: readonly ClaimedDelivery[],
  channel: NoticeChannel,
  settings: DeliverySettings,
): Promise<readonly Settlement[]> {
  const settlements: Settlement[] = [];
  const ready: { readonly claim: ClaimedDelivery; readonly mime: Uint8Array }[] = [];
  const freezes: Freeze[] = [];
  const keep = claimKeeper(claimed, settings);
  for (const claim of claimed) {
    await keep();
    if (claim.content !== null) {
      ready.push({ claim, mime: claim.content });
      continue;
    }
    const built: BuiltMessage = await buildMessage(claim, channel.render, { ...settings, keep });
    if (built.status === "leak")
      settlements.push(settled(claim, settings, { status: "dead", reason: "leak", detail: built.detail }));
    else {
      freezes.push(built.freeze);
      ready.push({ claim, mime: built.freeze.content });
    }
  }
  if (freezes.length > 0) await settings.store.freezeNotices(freezes);
  await keep();
  const asked = ready.filter(({ claim }) => claim.unsettled);
  const fresh = ready.filter(({ claim }) => !claim.unsettled);
  for (const { claim, mime } of asked) {
    const settlement = await reconcile(claim, mime, channel, settings);
    if (settlement === null) fresh.push({ claim, mime });
    else settlements.push(settlement);
  }
  await settings.store.beginAttempts(
    fresh.map(({ claim }) => ({ seq: claim.seq, token: claim.token })),
    settings.clock.now(),
  );
  const sent = await Promise.all(fresh.map(({ claim, mime }) => send(claim, mime, channel, settings)));
  return [...settlements, ...sent];
}

async function send(
  claim: ClaimedDelivery,
  mime: Uint8Array,
  channel: NoticeChannel,
  settings: DeliverySettings,
): Promise<Settlement> {
  const result = await bounded(
    (signal) => channel.notifier.send(outgoing(claim, mime, channel), memoryOf(claim, settings), signal),
    settings,
  );
  if (result.status === "delivered") {
    const { providerReference } = result;
    return settled(claim, settings, {
      status: "delivered",
      ...(providerReference === undefined ? {} : { providerReference }),
    });
  }
  if (result.status === "rejected")
    return settled(claim, settings, { status: "dead", reason: result.reason, ...detailOf(result) });
  if (result.status === "retry") return retryOrDie(claim, result, settings);
  const asked = await reconcile({ ...claim, attempts: claim.attempts + 1 }, mime, channel, settings);
  return asked ?? retryOrDie(claim, { reason: result.reason, ...detailOf(result) }, settings);
}

/** Null when the provider says that nothing was sent: then it may be sent. */
async function reconcile(
  claim: ClaimedDelivery,
  mime: Uint8Array,
  channel: NoticeChannel,
  settings: DeliverySettings,
): Promise<Settlement | null> {
  const signal = AbortSignal.timeout(ATTEMPT_MS);
  const answer = await channel.notifier
    .reconcile(outgoing(claim, mime, channel), memoryOf(claim, settings), signal)
    .catch(() => "unknown" as const);
  if (answer === "not-delivered") return null;
  if (answer === "delivered") return settled(claim, settings, { status: "delivered" });
  return settled(claim, settings, {
    status: "unknown",
    reason: "not-reconciled",
    detail: "The provider could not say whether the message was sent.",
  });
}

/** A sender that throws or does not answer in time leaves the outcome unknown. */
async function bounded(
  work: (signal: AbortSignal) => Promise<SendResult>,
  settings: DeliverySettings,
): Promise<SendResult> {
  const signal = AbortSignal.timeout(ATTEMPT_MS);
  const late = new Promise<SendResult>((resolve) => {
    signal.addEventListener("abort", () => resolve({ status: "unknown", reason: "timed-out" }), { once: true });
  });
  try {
    return await Promise.race([work(signal), late]);
  } catch (error) {
    settings.logger.error({ error: error instanceof Error ? error.name : typeof error }, "notifier.threw");
    return { status: "unknown", reason: "notifier-threw" };
  }
}

function outgoing(claim: ClaimedDelivery, mime: Uint8Array, channel: NoticeChannel): OutgoingMessage {
  return {
    deliveryId: claim.id,
    reference: claim.reference ?? "",
    recipient: claim.recipient?.address ?? "",
    messageId: channel.render.messageId(claim.id),
    mime,
  };
}

function memoryOf(
  claim: ClaimedDelivery,
  settings: DeliverySettings,
): { value: string | null; remember(value: string): Promise<void> } {
  const memory = {
    value: claim.state,
    async remember(value: string): Promise<void> {
      await settings.store.rememberState(claim.seq, claim.token, value);
      memory.value = value;
    },
  };
  return memory;
}

type Outcome =
  | { readonly status: "delivered"; readonly providerReference?: string }
  | { readonly status: "dead" | "unknown"; readonly reason: string; readonly detail?: string };

function settled(claim: ClaimedDelivery, settings: DeliverySettings, outcome: Outcome): Settlement {
  return { seq: claim.seq, token: claim.token, now: settings.clock.now(), ...outcome };
}

function detailOf(result: { readonly detail?: string }): { readonly detail?: string } {
  return result.detail === undefined ? {} : { detail: result.detail };
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
