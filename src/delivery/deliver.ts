/**
 * Deliver, the third phase: every channel (the notifier and each sink) sends what is due to it, all at once and each on its own, so that
 * one that fails or is throttled delays no other.
 */
import { LockbellError } from "../platform/errors.ts";
import type { ChannelSummary, DeliverySettings } from "./channel.ts";
import { deliverNotices, type NoticeChannel } from "./notice-channel.ts";
import { deliverBatches, type SinkChannel, type SinkOutcome } from "./sink-channel.ts";

export interface DeliverSummary {
  /** Messages of this run. */
  readonly notices: ChannelSummary;
  /** Sinks whose only writer's place another instance kept. */
  readonly heldSinks: readonly string[];
  /** Batches of this run, by sink. */
  readonly batches: { readonly [sink: string]: ChannelSummary };
  /** What sinks say must be done about refusals of this run, by sink and reason. */
  readonly advice: readonly { readonly sink: string; readonly reason: string; readonly advice: string }[];
}

const NOTHING: ChannelSummary = { delivered: 0, retrying: 0, dead: 0, unknown: 0 };

/** Delivers everything that is due. A store error of one channel ends the phase once the others have ended. */
export async function deliver(
  notices: NoticeChannel | null,
  sinks: readonly SinkChannel[],
  settings: DeliverySettings,
): Promise<DeliverSummary> {
  const heldSinks: string[] = [];
  const batches: Record<string, ChannelSummary> = {};
  const advice: DeliverSummary["advice"][number][] = [];
  let told = NOTHING;
  const work = sinks.map(async (channel) => {
    const outcome = await deliverBatches(channel, settings).catch((error: unknown): SinkOutcome => {
      // Another instance took over: the work is in its hands, and what was not settled is sent again by it.
      if (error instanceof LockbellError && error.code === "LEASE_LOST") return { status: "held" };
      throw error;
    });
    if (outcome.status === "held") heldSinks.push(channel.name);
    batches[channel.name] = outcome.status === "held" ? NOTHING : outcome.summary;
    if (outcome.status === "held") return;
    for (const [reason, text] of outcome.advice) advice.push({ sink: channel.name, reason, advice: text });
  });
  if (notices !== null) {
    work.push(
      (async () => {
        told = await deliverNotices(notices, settings);
      })(),
    );
  }
  const failed = (await Promise.allSettled(work)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return { notices: told, heldSinks: heldSinks.sort(), batches, advice };
}
