/**
 * Delivers batches to one sink. A batch that was begun and never settled is simply sent again: sinks either recognise what they have
 * (by their own file, by deterministic ids) or say in their README that they are at-least-once.
 */
import { LockbellError } from "../platform/errors.ts";
import type { BatchResult, Sink, SinkBatch, SinkPacing, SinkPort } from "../sinks/sink.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type { ClaimedDelivery, Settlement } from "../store/delivery-store.ts";
import { withLease } from "../store/with-lease.ts";
import { bounded } from "./bounded.ts";
import { type ChannelSummary, type DeliverySettings, drain, retryOrDie, Tally } from "./channel.ts";
import { type CallEnd, CallTrouble } from "./channel-rest.ts";

/** Batches claimed at a time, sent in one call and settled in one commit. */
const CLAIM_LIMIT = 4;
const EVENT_PAGE = 1_000;

export interface SinkChannel {
  readonly name: string;
  readonly sink: Sink;
  readonly singleWriter: boolean;
  readonly pacing: SinkPacing | null;
}

/** A summary, or `held` when another instance keeps the sink's only writer's place. */
export type SinkOutcome =
  | {
      readonly status: "done";
      readonly summary: ChannelSummary;
      /** What the sink says must be done, by the reason of its refusals; each once, however many batches there were. */
      readonly advice: ReadonlyMap<string, string>;
    }
  | { readonly status: "held" };

/** The lease under which a sink's only writer writes: whoever else writes to its target takes the same one. `sink` is its configured name. */
export function writerLease(sink: string): string {
  return `writer:${sink}`;
}

/** Sends every batch that is due for this sink. */
export async function deliverBatches(channel: SinkChannel, settings: DeliverySettings): Promise<SinkOutcome> {
  const { store, clock, identity, signal } = settings;
  const tally = new Tally();
  const advice = new Map<string, string>();
  const run = async (keep: () => Promise<void>): Promise<void> => {
    const work = async (claimed: readonly ClaimedDelivery[]): Promise<CallEnd> => {
      const port = createPort(channel, settings);
      const trouble = new CallTrouble();
      const settlements = await attempt(claimed, { channel, port, advice, trouble }, settings, keep);
      // All or none: the channel's state speaks of all batches of the call.
      await store.settle(settlements, channel.pacing?.resource, port.slots);
      for (const settlement of settlements) {
        tally.add(settlement);
        const reason = "reason" in settlement ? settlement.reason : undefined;
        const level = settlement.status === "delivered" ? "debug" : settlement.status === "dead" ? "error" : "warn";
        settings.logger[level]({ channel: channel.name, status: settlement.status, reason }, "delivery.settled");
      }
      settings.onProgress?.(channel.name, tally.summary().delivered);
      // All of a sink's batches go to the one service, so that one which failed for now speaks for all.
      return { askedMs: trouble.askedMs, failedUntil: trouble.retryAt };
    };
    await drain(settings, {
      kind: "batch",
      channel: channel.name,
      limit: CLAIM_LIMIT,
      pacing: channel.pacing,
      work,
      keep,
    });
  };
  if (!channel.singleWriter) {
    await run(async () => {});
    return { status: "done", summary: tally.summary(), advice };
  }
  const name = writerLease(channel.name);
  const done = await withLease({ store, clock, identity, signal, name, waitMs: settings.leaseWaitMs }, ({ keep }) =>
    run(async () => {
      if (!(await keep())) throw new LockbellError("LEASE_LOST", `The right to write to ${channel.name}.`);
    }),
  );
  return done.status === "held" ? done : { status: "done", summary: tally.summary(), advice };
}

/** What the attempts of one call share. */
interface SinkCall {
  readonly channel: SinkChannel;
  readonly port: SinkPort;
  readonly advice: Map<string, string>;
  readonly trouble: CallTrouble;
}

async function attempt(
  claimed: readonly ClaimedDelivery[],
  { channel, port, advice, trouble }: SinkCall,
  settings: DeliverySettings,
  keep: () => Promise<void>,
): Promise<readonly Settlement[]> {
  const { store, clock } = settings;
  const batches: SinkBatch[] = [];
  for (const claim of claimed) batches.push(await readBatch(claim, settings));
  await store.beginAttempts(
    claimed.map(({ seq, token }) => ({ seq, token })),
    clock.now(),
  );
  // Last before the write: a writer that lost its place while it stood still must not write.
  await keep();
  const results = await bounded<readonly BatchResult[]>((signal) => channel.sink.send(batches, port, signal), {
    timedOut: claimed.map(() => ({ status: "retry", reason: "timed-out" })),
    threw: (error) => {
      const name = error instanceof Error ? error.name : typeof error;
      settings.logger.error({ channel: channel.name, error: name }, "sink.threw");
      return claimed.map(() => ({ status: "retry", reason: "sink-threw" }));
    },
  });
  for (const result of results)
    if ("advice" in result && result.advice !== undefined) advice.set(result.reason, result.advice);
  return claimed.map((claim, i) =>
    settlementOf(claim, results[i] ?? { status: "retry", reason: "no-result" }, settings, trouble),
  );
}

/** What a sink may ask for while it sends, and the times at which it was given further slots, for their settlement. */
function createPort({ name, pacing }: SinkChannel, { store, clock }: DeliverySettings): SinkPort & Slots {
  const slots: number[] = [];
  return {
    slots,
    channelState: () => store.channelState(name),
    async takeSlot() {
      if (pacing === null) return null;
      const now = clock.now();
      const freeAt = await store.takeSlot(pacing, now);
      if (freeAt !== null) return Math.max(1, freeAt - now);
      slots.push(now);
      return null;
    },
  };
}

interface Slots {
  readonly slots: readonly number[];
}

/** The batch as it is now: its events are the same at each try, unless a purge took some; what is known of their documents may be more. */
async function readBatch(claim: ClaimedDelivery, settings: DeliverySettings): Promise<SinkBatch> {
  const events = await eventsOf(claim.seq, settings);
  const contentIds = new Set(events.map(({ event }) => event.contentId).filter((id) => id !== undefined));
  const documents = await settings.store.documents([...contentIds]);
  return { deliveryId: claim.id, events, documents, isRepeat: claim.isRepeat };
}

async function eventsOf(deliverySeq: number, settings: DeliverySettings): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await settings.store.deliveryEvents(deliverySeq, events[events.length - 1]?.seq ?? 0, EVENT_PAGE);
    events.push(...page);
    if (page.length < EVENT_PAGE) return events;
  }
}

function settlementOf(
  claim: ClaimedDelivery,
  result: BatchResult,
  settings: DeliverySettings,
  trouble: CallTrouble,
): Settlement {
  const ended = { seq: claim.seq, token: claim.token, now: settings.clock.now() };
  switch (result.status) {
    case "delivered": {
      const items = result.items?.map(({ seq, reason }) => ({ seq, status: "dead" as const, reason }));
      const { channelState } = result;
      return {
        ...ended,
        status: "delivered",
        ...(items === undefined ? {} : { items }),
        ...(channelState === undefined ? {} : { channelState }),
      };
    }
    case "retry":
      return retryOrDie(claim, result, settings, trouble);
    case "rejected":
      return {
        ...ended,
        status: "dead",
        reason: result.reason,
        ...(result.detail === undefined ? {} : { detail: result.detail }),
      };
    case "unknown":
      return {
        ...ended,
        status: "unknown",
        reason: result.reason,
        ...(result.detail === undefined ? {} : { detail: result.detail }),
      };
  }
}
